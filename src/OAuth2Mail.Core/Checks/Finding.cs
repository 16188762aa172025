namespace OAuth2Mail.Checks;

/// <summary>What a check found, if it could be made. One that cannot throws, and what depends on it is not tried.</summary>
/// <param name="Detail">What was found.</param>
/// <param name="Advice">What to do, or to know, about it; null if all is well.</param>
/// <param name="Status">How it ended.</param>
internal sealed record Finding(string Detail, string? Advice = null, CheckStatus Status = CheckStatus.Passed)
{
    public static Finding Skipped(string why) => new(why, Status: CheckStatus.Skipped);

    public static Finding Warning(string detail, string advice) => new(detail, advice, CheckStatus.Warning);
}
