namespace OAuth2Mail.Tokens;

/// <summary>Which access token is needed.</summary>
internal readonly record struct TokenDemand
{
    private TokenDemand(bool force, string? rejected)
    {
        Force = force;
        Rejected = rejected;
    }

    /// <summary>One that is valid for at least five more minutes.</summary>
    public static TokenDemand Valid => default;

    /// <summary>A new one in any case.</summary>
    public static TokenDemand New => new(force: true, rejected: null);

    public bool Force { get; }

    /// <summary>The token that a server refused before it expired; null if none was.</summary>
    public string? Rejected { get; }

    /// <summary>Any other than the one that a server refused.</summary>
    public static TokenDemand OtherThan(string rejected) => new(force: false, rejected);

    /// <summary>Does not reveal the token.</summary>
    public override string ToString() => nameof(TokenDemand);
}
