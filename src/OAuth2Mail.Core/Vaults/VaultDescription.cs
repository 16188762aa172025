namespace OAuth2Mail.Vaults;

/// <summary>A registered vault.</summary>
internal sealed record VaultDescription(string Name, bool IsDefault);
