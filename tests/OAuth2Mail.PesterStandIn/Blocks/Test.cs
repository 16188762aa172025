using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Blocks;

/// <summary>An <c>It</c>, or one case of it.</summary>
internal sealed record Test(string Name, ScriptBlock Body, object? Data, bool Skip)
{
    /// <summary>The names of its blocks and its own, unique within a suite.</summary>
    public required string Path { get; init; }

    public ItResult? Result { get; set; }
}
