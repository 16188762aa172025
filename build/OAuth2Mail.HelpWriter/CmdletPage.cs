namespace OAuth2Mail.HelpWriter;

/// <summary>What docs/cmdlets says about a cmdlet.</summary>
internal sealed record CmdletPage
{
    public required string File { get; init; }

    public required string Synopsis { get; init; }

    public required IReadOnlyList<string> Description { get; init; }

    public required IReadOnlyList<HelpExample> Examples { get; init; }

    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Text and address; the address may be empty.</summary>
    public required IReadOnlyList<(string Text, string Address)> Links { get; init; }
}
