namespace OAuth2Mail.Vaults;

/// <summary>A registered vault.</summary>
/// <param name="Name">The name that it is registered by.</param>
/// <param name="IsDefault">Whether it is used where none is named.</param>
/// <param name="SharedFile">
/// Names the file that each process keeps in its memory and writes as a whole, over what others wrote since: so does
/// SecretStore, whose vaults are one such file. Null where each secret is written by itself.
/// </param>
internal sealed record VaultDescription(string Name, bool IsDefault, string? SharedFile = null);
