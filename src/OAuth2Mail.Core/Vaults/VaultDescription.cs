namespace OAuth2Mail.Vaults;

/// <summary>A registered vault.</summary>
/// <param name="Name">The name under which it is registered.</param>
/// <param name="IsDefault">Whether it is used where none is named.</param>
/// <param name="SharedFile">
/// Identifies the file that each process keeps in its memory and writes as a whole, overwriting what others wrote since: all
/// vaults of SecretStore are one such file. Null if each secret is written by itself.
/// </param>
internal sealed record VaultDescription(string Name, bool IsDefault, string? SharedFile = null);
