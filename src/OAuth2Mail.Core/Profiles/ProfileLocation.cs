namespace OAuth2Mail.Profiles;

/// <summary>Where a profile is: its name and the vault that holds it.</summary>
internal readonly record struct ProfileLocation(ProfileName Name, string Vault)
{
    /// <summary>Identifies the location for this machine's files; each location has its own.</summary>
    public string Subject => $"{Vault}/{Name.SecretName}".ToUpperInvariant();

    public override string ToString() => $"'{Name}' in vault '{Vault}'";
}
