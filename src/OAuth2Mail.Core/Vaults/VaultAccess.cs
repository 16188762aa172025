using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// Reads and writes the stored form of profiles, so that processes which share a vault of one file
/// (<see cref="VaultDescription.SharedFile"/>) do not undo each other's writes: one writes at a time, and looks first at
/// what the others wrote.
/// </summary>
internal sealed class VaultAccess(
    IProfileStore store, RegisteredVaults vaults, TimeProvider time, IDiagnosticSink diagnostics)
{
    // Longer than a write takes. What others do to the file then is no worse than without the lock.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>What the vault shows this process; null where it shows nothing.</summary>
    /// <exception cref="OAuth2MailException">It cannot be read, or is not a profile.</exception>
    public async Task<StoredProfile?> ReadAsync(ProfileLocation location, CancellationToken cancellationToken)
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

    /// <summary>Makes the vault show what other processes wrote, where it does not by itself.</summary>
    /// <returns>Whether it may show something else now.</returns>
    public async Task<bool> RenewAsync(string vault, CancellationToken cancellationToken)
    {
        if (await vaults.SharedFileOfAsync(vault, cancellationToken).ConfigureAwait(false) is not string file)
        {
            return false;
        }

        // Not while somebody writes: SecretStore takes a secret out of the file before it puts the new one in.
        using IDisposable silence = await diagnostics.HoldBackAsync(cancellationToken).ConfigureAwait(false);
        using (await TakeTurnAsync(file, cancellationToken).ConfigureAwait(false))
        {
            return await store.RenewAsync(vault, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <remarks>The caller holds the profile's lock.</remarks>
    public Task WriteAsync(ProfileLocation location, StoredProfile profile, CancellationToken cancellationToken)
    {
        string value = ProfileSerializer.SerializeForVault(profile);
        return ChangeAsync(
            location.Vault,
            () => store.WriteAsync(location.Vault, location.Name.SecretName, value, cancellationToken),
            cancellationToken);
    }

    /// <remarks>The caller holds the profile's lock.</remarks>
    public Task RemoveAsync(ProfileLocation location, CancellationToken cancellationToken) => ChangeAsync(
        location.Vault,
        () => store.RemoveAsync(location.Vault, location.Name.SecretName, cancellationToken),
        cancellationToken);

    private async Task ChangeAsync(string vault, Func<Task> change, CancellationToken cancellationToken)
    {
        if (await vaults.SharedFileOfAsync(vault, cancellationToken).ConfigureAwait(false) is not string file)
        {
            await change().ConfigureAwait(false);
            return;
        }

        using (await TakeTurnAsync(file, cancellationToken).ConfigureAwait(false))
        {
            await store.RenewAsync(vault, cancellationToken).ConfigureAwait(false);
            await change().ConfigureAwait(false);
        }
    }

    private Task<ExclusiveFile?> TakeTurnAsync(string file, CancellationToken cancellationToken) =>
        ExclusiveFile.TryAcquireAsync(file, s_patience, time, cancellationToken);
}
