namespace OAuth2Mail.Profiles;

/// <summary>Where a profile is: its name and the vault that holds it.</summary>
internal readonly record struct ProfileLocation(ProfileName Name, string Vault)
{
    public override string ToString() => $"'{Name}' in vault '{Vault}'";
}
