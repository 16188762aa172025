namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A profile as a record, or the command line, names it.</summary>
/// <param name="Name">Its name, whatever the case.</param>
/// <param name="Vault">The vault that holds it; null where the user leaves that open.</param>
/// <param name="IsGiven">Whether the command line gives it, so that it applies to all records.</param>
internal sealed record ProfileReference(string Name, string? Vault, bool IsGiven)
{
    /// <summary>What distinguishes it from the other profiles of a run.</summary>
    public (string Name, string? Vault) Key => (Name.ToUpperInvariant(), Vault?.ToUpperInvariant());
}
