namespace OAuth2Mail.HelpWriter;

/// <summary>What a user types, and what comes of it.</summary>
internal sealed record HelpExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);
