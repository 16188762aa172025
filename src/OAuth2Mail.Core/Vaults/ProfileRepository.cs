
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>Finds, reads and writes profiles in the vaults of a store.</summary>
/// <param name="store">The vaults.</param>
/// <param name="unsaved">Tokens of this process that a vault did not take yet.</param>
/// <param name="time">The clock.</param>
internal sealed class ProfileRepository(IProfileStore store, UnsavedTokens unsaved, TimeProvider time)
{
    /// <summary>What to type where there is no vault yet.</summary>
    public const string LinesThatMakeAVault =
        "  Install-PSResource Microsoft.PowerShell.SecretManagement, Microsoft.PowerShell.SecretStore\n"
        + "  Register-SecretVault -Name SecretStore -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault";

    private IReadOnlyList<VaultDescription>? _vaults;

    /// <summary>The vault for a new profile: the one named, else the default one, else the only one.</summary>
    /// <exception cref="OAuth2MailException">There is no such vault, or none to fall back to.</exception>
    public async Task<string> ChooseVaultAsync(string? vault, CancellationToken cancellationToken)
    {
        IReadOnlyList<VaultDescription> vaults = await GetVaultsAsync(cancellationToken).ConfigureAwait(false);
        if (vault is not null)
        {
            return vaults.FirstOrDefault(v => string.Equals(v.Name, vault, StringComparison.OrdinalIgnoreCase))?.Name
                ?? throw new OAuth2MailException(
                    "VaultNotFound",
                    FailureKind.NotFound,
                    $"No vault named '{vault}' is registered.",
                    $"Get-SecretVault lists the registered ones: {string.Join(", ", vaults.Select(v => v.Name))}.");
        }

        VaultDescription? chosen = vaults.FirstOrDefault(v => v.IsDefault) ?? (vaults.Count == 1 ? vaults[0] : null);
        return chosen?.Name ?? throw new OAuth2MailException(
            "VaultDefaultMissing",
            FailureKind.InvalidArgument,
            "Several vaults are registered and none of them is the default one.",
            "Name one with -Vault, or make one the default with Set-SecretVaultDefault.");
    }

    /// <summary>
    /// Finds a profile: in the vault named, else in the default one, else in the one registered vault that has it.
    /// </summary>
    /// <exception cref="OAuth2MailException">It is nowhere, or in several vaults.</exception>
    public async Task<(ProfileLocation Location, StoredProfile Profile)> FindAsync(
        ProfileName name, string? vault, CancellationToken cancellationToken)
    {
        IReadOnlyList<VaultDescription> vaults = await GetVaultsAsync(cancellationToken).ConfigureAwait(false);
        if (vault is not null || vaults.Any(v => v.IsDefault))
        {
            var location = new ProfileLocation(name, await ChooseVaultAsync(vault, cancellationToken).ConfigureAwait(false));
            if (await TryLoadAsync(location, cancellationToken).ConfigureAwait(false) is StoredProfile profile)
            {
                return (location, profile);
            }

            if (vault is not null)
            {
                throw NotFound(name, $"vault '{location.Vault}'");
            }
        }

        return await FindInOtherVaultsAsync(name, vaults, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="OAuth2MailException">It is not there (any more), or cannot be read.</exception>
    public async Task<StoredProfile> LoadAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        await TryLoadAsync(location, cancellationToken).ConfigureAwait(false)
        ?? throw NotFound(location.Name, $"vault '{location.Vault}'");

    public async Task<StoredProfile?> TryLoadAsync(ProfileLocation location, CancellationToken cancellationToken)
    {
        string? value = await store.ReadAsync(location.Vault, location.Name.SecretName, cancellationToken)
            .ConfigureAwait(false);
        if (value is null)
        {
            return null;
        }

        StoredProfile profile = unsaved.Overlay(location, ProfileSerializer.Deserialize(value, location));
        // A secret that was copied under another name is the profile of that name; vaults may have changed its case alone.
        return location.Name.ToString().Equals(profile.Name, StringComparison.OrdinalIgnoreCase)
            ? profile
            : profile with { Name = location.Name.ToString() };
    }

    public async Task SaveAsync(ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken)
    {
        string value = ProfileSerializer.Serialize(profile);
        await store.WriteAsync(location.Vault, location.Name.SecretName, value, cancellationToken).ConfigureAwait(false);
        unsaved.Forget(location);
    }

    /// <summary>Changes the vault's latest version of a profile, while nobody refreshes its token.</summary>
    /// <returns>What was stored.</returns>
    public async Task<StoredProfile> UpdateAsync(
        ProfileLocation location, Func<StoredProfile, StoredProfile> change, CancellationToken cancellationToken)
    {
        using (await LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            StoredProfile changed = change(await LoadAsync(location, cancellationToken).ConfigureAwait(false));
            await SaveAsync(location, changed, cancellationToken).ConfigureAwait(false);
            return changed;
        }
    }

    /// <summary>Deletes a profile; a refresh that is under way does not bring it back.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="before">Done first, with the profile as nobody can change it any more; where it fails, nothing is deleted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RemoveAsync(
        ProfileLocation location, Func<StoredProfile, Task>? before, CancellationToken cancellationToken)
    {
        using ProfileLock held = await LockAsync(location, cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await before(await LoadAsync(location, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await store.RemoveAsync(location.Vault, location.Name.SecretName, cancellationToken).ConfigureAwait(false);
        unsaved.Forget(location);
    }

    /// <summary>Keeps every other refresher and editor of the profile waiting, in all processes of this user.</summary>
    public Task<ProfileLock> LockAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        ProfileLock.AcquireAsync(location, time, cancellationToken);

    /// <summary>Where profiles are, in every registered vault or the one named.</summary>
    /// <param name="vault">The only vault to look into; null for all.</param>
    /// <param name="onFailure">Told of a vault that cannot be listed, and why; the others are.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<ProfileLocation>> ListAsync(
        string? vault, Action<string, OAuth2MailException> onFailure, CancellationToken cancellationToken)
    {
        IEnumerable<string> vaults = vault is null
            ? (await GetVaultsAsync(cancellationToken).ConfigureAwait(false)).Select(v => v.Name)
            : [await ChooseVaultAsync(vault, cancellationToken).ConfigureAwait(false)];

        var found = new List<ProfileLocation>();
        foreach (string candidate in vaults)
        {
            try
            {
                IReadOnlyList<string> secrets = await store
                    .ListAsync(candidate, ProfileName.SecretNamePattern, cancellationToken).ConfigureAwait(false);
                foreach (string secret in secrets)
                {
                    if (ProfileName.TryFromSecretName(secret, out ProfileName name))
                    {
                        found.Add(new ProfileLocation(name, candidate));
                    }
                }
            }
            catch (OAuth2MailException e)
            {
                onFailure(candidate, e);
            }
        }

        return found;
    }

    private async Task<(ProfileLocation, StoredProfile)> FindInOtherVaultsAsync(
        ProfileName name, IReadOnlyList<VaultDescription> vaults, CancellationToken cancellationToken)
    {
        var found = new List<(ProfileLocation Location, StoredProfile Profile)>();
        OAuth2MailException? unreachable = null;
        foreach (VaultDescription candidate in vaults.Where(v => !v.IsDefault))
        {
            var location = new ProfileLocation(name, candidate.Name);
            try
            {
                if (await TryLoadAsync(location, cancellationToken).ConfigureAwait(false) is StoredProfile profile)
                {
                    found.Add((location, profile));
                }
            }
            catch (OAuth2MailException e) when (e.Kind is FailureKind.Unavailable or FailureKind.Connection)
            {
                unreachable = e;
            }
        }

        return found.Count switch
        {
            1 => found[0],
            0 => throw unreachable ?? NotFound(name, vaults.Count == 1 ? $"vault '{vaults[0].Name}'" : "any registered vault"),
            _ => throw new OAuth2MailException(
                "ProfileAmbiguous",
                FailureKind.InvalidArgument,
                $"Profile '{name}' is in several vaults: {string.Join(", ", found.Select(f => f.Location.Vault))}.",
                "Name one with -Vault."),
        };
    }

    private async Task<IReadOnlyList<VaultDescription>> GetVaultsAsync(CancellationToken cancellationToken)
    {
        _vaults ??= await store.GetVaultsAsync(cancellationToken).ConfigureAwait(false);
        return _vaults.Count > 0 ? _vaults : throw new OAuth2MailException(
            "VaultMissing",
            FailureKind.NotFound,
            "No secret vault is registered, and profiles are kept in one.",
            "Install and register SecretStore (or any other SecretManagement vault):\n" + LinesThatMakeAVault);
    }

    private static OAuth2MailException NotFound(ProfileName name, string where) => new(
        "ProfileNotFound",
        FailureKind.NotFound,
        $"There is no profile '{name}' in {where}.",
        "Get-OAuth2MailProfile lists the profiles; New-OAuth2MailProfile makes one.");
}
