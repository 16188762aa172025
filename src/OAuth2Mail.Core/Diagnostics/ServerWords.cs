namespace OAuth2Mail.Diagnostics;

/// <summary>
/// Text from a server or a user, made safe for a terminal and a log: one line of bounded length, without control characters and
/// without the secrets of the command.
/// </summary>
internal static class ServerWords
{
    private const int MaximumLength = 600;

    public static string SingleLine(string text)
    {
        string clean = Redaction.Of(new string(text.Select(c => char.IsControl(c) ? ' ' : c).ToArray()));
        return clean.Length <= MaximumLength ? clean : clean.Substring(0, MaximumLength) + "…";
    }
}
