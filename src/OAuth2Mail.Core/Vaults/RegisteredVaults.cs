using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Vaults;

/// <summary>The vaults that are registered, and which of them is meant.</summary>
internal sealed class RegisteredVaults(IProfileStore store)
{
    private IReadOnlyList<VaultDescription>? _vaults;

    /// <exception cref="OAuth2MailException">There is none.</exception>
    public async Task<IReadOnlyList<VaultDescription>> GetAsync(CancellationToken cancellationToken)
    {
        _vaults ??= await store.GetVaultsAsync(cancellationToken).ConfigureAwait(false);
        return _vaults.Count > 0 ? _vaults : throw new OAuth2MailException(
            ErrorCatalogue.FindVault("NoVault", "")!,
            AdviceSubject.Nobody,
            "No secret vault is registered, but profiles are stored in one.");
    }

    /// <summary>The vault for a new profile: the one named, else the default one, else the only one.</summary>
    /// <exception cref="OAuth2MailException">There is no such vault, or none to fall back to.</exception>
    public async Task<string> ChooseAsync(string? vault, CancellationToken cancellationToken)
    {
        IReadOnlyList<VaultDescription> vaults = await GetAsync(cancellationToken).ConfigureAwait(false);
        if (vault is not null)
        {
            return vaults.FirstOrDefault(v => IsNamed(v, vault))?.Name ?? throw new OAuth2MailException(
                "VaultNotFound",
                FailureKind.NotFound,
                $"No vault named '{vault}' is registered.",
                $"Get-SecretVault lists the registered ones: {string.Join(", ", vaults.Select(v => v.Name))}.");
        }

        VaultDescription? chosen = vaults.FirstOrDefault(v => v.IsDefault) ?? (vaults.Count == 1 ? vaults[0] : null);
        return chosen?.Name ?? throw new OAuth2MailException(
            "VaultDefaultMissing",
            FailureKind.InvalidArgument,
            "Several vaults are registered, but none of them is the default.",
            "Name one with -Vault, or make one the default with Set-SecretVaultDefault.");
    }

    /// <summary>The file that the vault shares with others and is written as a whole; null where there is none.</summary>
    public async Task<string?> SharedFileOfAsync(string vault, CancellationToken cancellationToken) =>
        (await GetAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(v => IsNamed(v, vault))?.SharedFile;

    private static bool IsNamed(VaultDescription vault, string name) =>
        string.Equals(vault.Name, name, StringComparison.OrdinalIgnoreCase);
}
