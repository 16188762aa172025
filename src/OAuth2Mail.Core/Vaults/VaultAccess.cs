using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// Reads and writes the stored form of profiles, so that processes which share a vault of one file
/// (<see cref="VaultDescription.SharedFile"/>) do not undo each other's writes: only one uses it at a time, and it first reads
/// what the others wrote.
/// </summary>
internal sealed class VaultAccess(
    IProfileStore store, RegisteredVaults vaults, TimeProvider time, IDiagnosticSink diagnostics)
{
    // Longer than a write takes. Going on without a turn after that is no worse than having no turns at all.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    /// <summary>What the vault shows this process; null where it shows nothing.</summary>
    /// <exception cref="OAuth2MailException">It cannot be read, or is not a profile.</exception>
    public async Task<StoredProfile?> ReadAsync(ProfileLocation location, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadShownAsync(location, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (e.Kind == FailureKind.Connection)
        {
            if (await vaults.SharedFileOfAsync(location.Vault, cancellationToken).ConfigureAwait(false) is null)
            {
                throw;
            }

            // Somebody wrote the file just then.
            return await ReadAnewAsync(location, shown: null, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>What the vault shows after it was made to read what other processes wrote.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="shown">What it showed before: the result if the vault is not a shared file.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<StoredProfile?> ReadAnewAsync(
        ProfileLocation location, StoredProfile? shown, CancellationToken cancellationToken) =>
        await AccessAsync(
            location.Vault,
            isShared => isShared ? ReadShownAsync(location, cancellationToken) : Task.FromResult(shown),
            cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// The key of a profile whose secret is missing because a process died, or the vault failed, while it was replaced.
    /// </summary>
    public async Task<string?> FindKeyOfUnfinishedAsync(ProfileLocation location, CancellationToken cancellationToken) =>
        ReplacementNote.Exists(location)
            ? await store.ReadAsync(location.Vault, location.Name.KeySecretName, cancellationToken).ConfigureAwait(false)
            : null;

    /// <summary>The profiles in a vault, including what other processes wrote, if the vault can be made to show that.</summary>
    public Task<IReadOnlyList<ProfileLocation>> ListAsync(string vault, CancellationToken cancellationToken)
    {
        return AccessAsync(vault, ListAllAsync, cancellationToken);

        async Task<IReadOnlyList<ProfileLocation>> ListAllAsync(bool isShared)
        {
            IReadOnlyList<ProfileLocation> profiles = await ListAsync(
                vault,
                ProfileName.SecretNamePattern,
                secret => ProfileName.TryFromSecretName(secret, out ProfileName name) ? name : null,
                cancellationToken).ConfigureAwait(false);
            if (!isShared)
            {
                return profiles;
            }

            IReadOnlyList<ProfileLocation> keys = await ListAsync(
                vault,
                ProfileName.KeySecretNamePattern,
                secret => ProfileName.TryFromKeySecretName(secret, out ProfileName name) ? name : null,
                cancellationToken).ConfigureAwait(false);
            return [.. profiles, .. keys.Where(key => !profiles.Contains(key) && ReplacementNote.Exists(key))];
        }
    }

    /// <remarks>The caller holds the profile's lock.</remarks>
    public Task WriteAsync(ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken)
    {
        string value = ProfileSerializer.SerializeForVault(profile);
        return AccessAsync(location.Vault, ReplaceAsync, cancellationToken);

        async Task<bool> ReplaceAsync(bool isShared)
        {
            if (isShared)
            {
                await KeepKeyAsync(location, profile.CopyKey!, cancellationToken).ConfigureAwait(false);
                ReplacementNote.Write(location);
            }

            await store.WriteAsync(location.Vault, location.Name.SecretName, value, cancellationToken).ConfigureAwait(false);
            if (isShared)
            {
                ReplacementNote.Remove(location);
            }

            return true;
        }
    }

    /// <remarks>The caller holds the profile's lock.</remarks>
    public Task RemoveAsync(ProfileLocation location, CancellationToken cancellationToken)
    {
        return AccessAsync(location.Vault, RemoveAllAsync, cancellationToken);

        async Task<bool> RemoveAllAsync(bool isShared)
        {
            if (!isShared)
            {
                await store.RemoveAsync(location.Vault, location.Name.SecretName, cancellationToken).ConfigureAwait(false);
                return true;
            }

            ReplacementNote.Remove(location);
            foreach (string secret in (string[])[location.Name.SecretName, location.Name.KeySecretName])
            {
                if (await store.ReadAsync(location.Vault, secret, cancellationToken).ConfigureAwait(false) is not null)
                {
                    await store.RemoveAsync(location.Vault, secret, cancellationToken).ConfigureAwait(false);
                }
            }

            return true;
        }
    }

    // One at a time, if the vault is a file that others write as a whole. Nothing is reported meanwhile, for the same reason as
    // with a profile's lock. Programs other than this module also write the file, and SecretStore rereads it in the background:
    // a call that fails because of that succeeds the second time, when its memory is consistent again.
    private async Task<T> AccessAsync<T>(string vault, Func<bool, Task<T>> access, CancellationToken cancellationToken)
    {
        if (await vaults.SharedFileOfAsync(vault, cancellationToken).ConfigureAwait(false) is not string file)
        {
            return await access(false).ConfigureAwait(false);
        }

        using IDisposable silence = await diagnostics.HoldBackAsync(cancellationToken).ConfigureAwait(false);
        using ExclusiveFile? turn = await ExclusiveFile.TryAcquireAsync(file, s_patience, time, cancellationToken)
            .ConfigureAwait(false);
        await store.RenewAsync(vault, cancellationToken).ConfigureAwait(false);
        try
        {
            return await access(true).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (e.Kind == FailureKind.Connection)
        {
            await time.Delay(s_pause, cancellationToken).ConfigureAwait(false);
            await store.RenewAsync(vault, cancellationToken).ConfigureAwait(false);
            return await access(true).ConfigureAwait(false);
        }
    }

    // A vault of one file removes a secret from the file before it adds the new one. The key, which is never replaced, survives
    // a process that dies in between, and opens the copy.
    private async Task KeepKeyAsync(ProfileLocation location, string copyKey, CancellationToken cancellationToken)
    {
        string? kept = await store.ReadAsync(location.Vault, location.Name.KeySecretName, cancellationToken).ConfigureAwait(false);
        if (kept != copyKey)
        {
            await store.WriteAsync(location.Vault, location.Name.KeySecretName, copyKey, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<StoredProfile?> ReadShownAsync(ProfileLocation location, CancellationToken cancellationToken)
    {
        string? value = await store.ReadAsync(location.Vault, location.Name.SecretName, cancellationToken)
            .ConfigureAwait(false);
        if (value is null)
        {
            return null;
        }

        StoredProfile profile = ProfileSerializer.Deserialize(value, location);
        // A secret that was copied under another name is the profile of that name; vaults may have changed its case alone.
        return location.Name.ToString().Equals(profile.Name, StringComparison.OrdinalIgnoreCase)
            ? profile
            : profile with { Name = location.Name.ToString() };
    }

    private async Task<IReadOnlyList<ProfileLocation>> ListAsync(
        string vault, string pattern, Func<string, ProfileName?> nameOf, CancellationToken cancellationToken) =>
    [
        .. (await store.ListAsync(vault, pattern, cancellationToken).ConfigureAwait(false))
            .Select(nameOf)
            .OfType<ProfileName>()
            .Select(name => new ProfileLocation(name, vault)),
    ];
}
