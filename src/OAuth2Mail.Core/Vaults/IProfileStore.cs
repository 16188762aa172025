namespace OAuth2Mail.Vaults;

/// <summary>
/// Where profiles are kept: named secrets in named vaults. SecretManagement is the implementation; the core knows
/// nothing of it. Every failure is an <see cref="OAuth2MailException"/> that names the remedy.
/// </summary>
internal interface IProfileStore
{
    /// <summary>The registered vaults, the default one first. Empty where none is registered.</summary>
    Task<IReadOnlyList<VaultDescription>> GetVaultsAsync(CancellationToken cancellationToken);

    /// <summary>The names of a vault's secrets that match <paramref name="pattern"/>.</summary>
    Task<IReadOnlyList<string>> ListAsync(string vault, string pattern, CancellationToken cancellationToken);

    /// <summary>A secret's value; null where the vault says that it has none of that name.</summary>
    Task<string?> ReadAsync(string vault, string secretName, CancellationToken cancellationToken);

    /// <summary>Stores a secret and overwrites one of the same name.</summary>
    Task WriteAsync(string vault, string secretName, string value, CancellationToken cancellationToken);

    /// <summary>
    /// Makes this process forget what it remembers about a vault with a <see cref="VaultDescription.SharedFile"/>, so that it
    /// shows what other processes wrote; where that cannot be done, it stays as it is.
    /// </summary>
    Task RenewAsync(string vault, CancellationToken cancellationToken);

    /// <summary>Deletes a secret.</summary>
    Task RemoveAsync(string vault, string secretName, CancellationToken cancellationToken);
}
