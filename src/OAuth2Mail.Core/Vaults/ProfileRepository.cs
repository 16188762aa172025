using Duende.IdentityModel;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>Finds, reads and writes profiles in the vaults of a store.</summary>
internal sealed class ProfileRepository
{
    private readonly RegisteredVaults _vaults;
    private readonly VaultAccess _access;
    private readonly ProfileCopies _copies;
    private readonly TimeProvider _time;
    private readonly IDiagnosticSink _diagnostics;

    /// <param name="store">The vaults.</param>
    /// <param name="copies">What this machine knows that a vault may not know yet.</param>
    /// <param name="time">The clock.</param>
    /// <param name="diagnostics">Held back while a lock is held.</param>
    public ProfileRepository(IProfileStore store, ProfileCopies copies, TimeProvider time, IDiagnosticSink diagnostics)
    {
        _vaults = new RegisteredVaults(store);
        _access = new VaultAccess(store, _vaults, time, diagnostics);
        _copies = copies;
        _time = time;
        _diagnostics = diagnostics;
    }

    /// <inheritdoc cref="RegisteredVaults.ChooseAsync"/>
    public Task<string> ChooseVaultAsync(string? vault, CancellationToken cancellationToken) =>
        _vaults.ChooseAsync(vault, cancellationToken);

    /// <summary>
    /// Finds a profile: in the vault named, else in the default one, else in the one registered vault that has it.
    /// </summary>
    /// <exception cref="OAuth2MailException">It is nowhere, or in several vaults.</exception>
    public async Task<(ProfileLocation Location, StoredProfile Profile)> FindAsync(
        ProfileName name, string? vault, CancellationToken cancellationToken)
    {
        IReadOnlyList<VaultDescription> vaults = await _vaults.GetAsync(cancellationToken).ConfigureAwait(false);
        if (vault is not null || vaults.Any(v => v.IsDefault))
        {
            var location = new ProfileLocation(name, await ChooseVaultAsync(vault, cancellationToken).ConfigureAwait(false));
            if (await TryLoadAsync(location, cancellationToken).ConfigureAwait(false) is StoredProfile profile)
            {
                return (location, profile);
            }

            if (vault is not null)
            {
                throw NotFound(name, $"vault '{location.Vault}'", ProfileCopies.Exist(location));
            }
        }

        return await FindInOtherVaultsAsync(name, vaults, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="OAuth2MailException">It is not there (any more), or cannot be read.</exception>
    public async Task<StoredProfile> LoadAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        (await LoadVersionAsync(location, cancellationToken).ConfigureAwait(false)).Profile;

    /// <summary>The newest version of a profile, and whether the vault has it.</summary>
    /// <exception cref="OAuth2MailException">It is not there (any more), or cannot be read.</exception>
    public async Task<ProfileVersion> LoadVersionAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        await FindVersionAsync(location, cancellationToken).ConfigureAwait(false)
        ?? throw NotFound(location.Name, $"vault '{location.Vault}'", ProfileCopies.Exist(location));

    public async Task<StoredProfile?> TryLoadAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        (await FindVersionAsync(location, cancellationToken).ConfigureAwait(false))?.Profile;

    /// <summary>The newest version that this machine knows: where the vault cannot be read, the one that was read before.</summary>
    public async Task<StoredProfile> LoadOrRecallAsync(
        ProfileLocation location, StoredProfile before, CancellationToken cancellationToken)
    {
        try
        {
            return await LoadAsync(location, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (e.Kind is FailureKind.Unavailable or FailureKind.Connection)
        {
            return Newest(before, FindCopy(location, before)).Profile;
        }
    }

    /// <summary>Stores a profile. Where the vault refuses, nothing has changed.</summary>
    /// <remarks>The caller holds the profile's lock.</remarks>
    /// <returns>What was stored.</returns>
    public async Task<StoredProfile> SaveAsync(
        ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken)
    {
        StoredProfile next = Next(profile);
        await _access.WriteAsync(location, next, cancellationToken).ConfigureAwait(false);
        await _copies.KeepAsync(location, next).ConfigureAwait(false);
        return next;
    }

    /// <summary>
    /// Keeps a profile with new tokens, before anybody uses them and whether or not the vault accepts them: the replacement of
    /// a used refresh token cannot be obtained again. <see cref="OfferAsync"/> writes it to the vault.
    /// </summary>
    /// <remarks>The caller holds the profile's lock.</remarks>
    /// <returns>What is to be stored, and whether it outlives this process.</returns>
    public async Task<(StoredProfile Profile, bool IsDurable)> KeepAsync(ProfileLocation location, StoredProfile profile)
    {
        // A copy under a key that the vault does not have could not be opened later.
        StoredProfile next = profile.CopyKey is null ? profile with { Generation = profile.Generation + 1 } : Next(profile);
        return (next, await _copies.KeepAsync(location, next).ConfigureAwait(false));
    }

    /// <summary>Writes a version to the vault that it lacks.</summary>
    /// <remarks>The caller holds the profile's lock.</remarks>
    public Task OfferAsync(ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken) =>
        profile.CopyKey is null
            ? SaveAsync(location, profile, cancellationToken)
            : _access.WriteAsync(location, profile, cancellationToken);

    /// <summary>
    /// Gives a profile of version 1 a key for its copies, and stores the key in the vault, so that the next process can read
    /// them.
    /// </summary>
    /// <remarks>The caller holds the profile's lock. A refusal by the vault is ignored here.</remarks>
    public async Task<StoredProfile> UpgradeAsync(
        ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken)
    {
        try
        {
            return profile.CopyKey is null
                ? await SaveAsync(location, profile, cancellationToken).ConfigureAwait(false)
                : profile;
        }
        catch (OAuth2MailException)
        {
            return profile;
        }
    }

    /// <summary>Changes the newest version of a profile, while nobody refreshes its token.</summary>
    /// <returns>What was stored.</returns>
    public async Task<StoredProfile> UpdateAsync(
        ProfileLocation location, Func<StoredProfile, StoredProfile> change, CancellationToken cancellationToken)
    {
        using (await LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            StoredProfile changed = change(await LoadAsync(location, cancellationToken).ConfigureAwait(false));
            return await SaveAsync(location, changed, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Deletes a profile; a refresh that is under way does not bring it back.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="before">Done first, while nobody else can change the profile; if it fails, nothing is deleted.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task RemoveAsync(
        ProfileLocation location, Func<StoredProfile, Task>? before, CancellationToken cancellationToken)
    {
        using ProfileLock held = await LockAsync(location, cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await before(await LoadAsync(location, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
        }

        await _access.RemoveAsync(location, cancellationToken).ConfigureAwait(false);
        _copies.Forget(location);
    }

    /// <summary>Keeps every other refresher and editor of the profile waiting, in all processes of this user.</summary>
    public Task<ProfileLock> LockAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        ProfileLock.AcquireAsync(location, _diagnostics, _time, cancellationToken);

    /// <summary>Where profiles are, in every registered vault or the one named.</summary>
    /// <param name="vault">The only vault to look into; null for all.</param>
    /// <param name="onFailure">Told of a vault that cannot be listed, and why; the others are still listed.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public async Task<IReadOnlyList<ProfileLocation>> ListAsync(
        string? vault, Action<string, OAuth2MailException> onFailure, CancellationToken cancellationToken)
    {
        IEnumerable<string> vaults = vault is null
            ? (await _vaults.GetAsync(cancellationToken).ConfigureAwait(false)).Select(v => v.Name)
            : [await ChooseVaultAsync(vault, cancellationToken).ConfigureAwait(false)];

        var found = new List<ProfileLocation>();
        foreach (string candidate in vaults)
        {
            try
            {
                found.AddRange(await _access.ListAsync(candidate, cancellationToken).ConfigureAwait(false));
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
                "Choose one with -Vault."),
        };
    }

    private async Task<ProfileVersion?> FindVersionAsync(ProfileLocation location, CancellationToken cancellationToken)
    {
        StoredProfile? shown = await _access.ReadAsync(location, cancellationToken).ConfigureAwait(false);
        StoredProfile? copy = FindCopy(location, shown);
        // A vault that does not agree with this machine's copy may be showing what this process remembers.
        if (!Agrees(location, shown, copy))
        {
            shown = await _access.ReadAnewAsync(location, shown, cancellationToken).ConfigureAwait(false);
            copy = FindCopy(location, shown);
        }

        if (shown is not null)
        {
            return Newest(shown, copy);
        }

        return await _access.FindKeyOfUnfinishedAsync(location, cancellationToken).ConfigureAwait(false) is string key
            && _copies.Find(location, key) is StoredProfile lost
                ? new ProfileVersion(lost, IsInVault: false)
                : null;
    }

    private StoredProfile? FindCopy(ProfileLocation location, StoredProfile? shown) =>
        shown is null ? null : _copies.Find(location, shown.CopyKey);

    private static bool Agrees(ProfileLocation location, StoredProfile? shown, StoredProfile? copy) =>
        shown is not null
        && (copy is not null
            ? copy.Generation <= shown.Generation
            : shown.CopyKey is null && !ProfileCopies.Exist(location));

    // If two versions have the same number, the vault's was written by another host, and last.
    private static ProfileVersion Newest(StoredProfile shown, StoredProfile? copy) =>
        copy is not null && copy.Generation > shown.Generation
            ? new ProfileVersion(copy, IsInVault: false)
            : new ProfileVersion(shown, IsInVault: true);

    private static StoredProfile Next(StoredProfile profile) => profile with
    {
        Version = StoredProfile.CurrentVersion,
        Generation = profile.Generation + 1,
        CopyKey = profile.CopyKey ?? Convert.ToBase64String(CryptoRandom.CreateRandomKey(64)),
    };

    private static OAuth2MailException NotFound(ProfileName name, string where, bool wasKept = false) => new(
        "ProfileNotFound",
        FailureKind.NotFound,
        $"There is no profile '{name}' in {where}.",
        wasKept
            ? "It was stored on this machine. If another session made it just now, SecretStore shows it here in a few seconds, "
                + "or in a new session; if its secret was removed, create it again with New-OAuth2MailProfile."
            : "Get-OAuth2MailProfile lists the profiles; New-OAuth2MailProfile creates one.");
}
