namespace OAuth2Mail.Profiles;

/// <summary>A registered vault.</summary>
internal sealed record VaultDescription(string Name, bool IsDefault);
