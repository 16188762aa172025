namespace OAuth2Mail.HelpWriter;

/// <summary>An example: the code, and the text before and after it.</summary>
internal sealed record HelpExample(string Title, IReadOnlyList<string> Introduction, string Code, IReadOnlyList<string> Remarks);
