using System.Collections.Concurrent;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// What this machine's processes wrote last, whatever a vault shows: SecretStore shows a process what another one wrote
/// seconds later or never, and any vault may refuse a write. A token service that relied on the vault alone would use refresh
/// tokens twice.
/// </summary>
/// <remarks>
/// One file per profile, sealed (<see cref="SealedProfile"/>). If the account has no folder, or the disk is full, a copy lasts
/// as long as the process.
/// </remarks>
/// <param name="time">The clock.</param>
internal sealed class ProfileCopies(TimeProvider time)
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(20);

    private const int Attempts = 25;

    // The longest stored form is 25 KB in a vault; one that no vault accepts is kept here anyway.
    private const int MaximumLength = 256 * 1024;

    private readonly ConcurrentDictionary<ProfileLocation, StoredProfile> _inProcess = new();

    /// <summary>Keeps a version of a profile, durably where that is possible.</summary>
    /// <returns>Whether it outlives this process.</returns>
    public async Task<bool> KeepAsync(ProfileLocation location, StoredProfile profile)
    {
        if (profile.CopyKey is not null
            && PathOf(location) is string path
            && await TryWriteAsync(path, SealedProfile.Seal(profile, location)).ConfigureAwait(false))
        {
            _inProcess.TryRemove(location, out _);
            return true;
        }

        _inProcess[location] = profile;
        return false;
    }

    /// <summary>The copy that a profile's key opens; null where there is none.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="copyKey">Its key; null for a profile of version 1, which lasts in this process alone.</param>
    public StoredProfile? Find(ProfileLocation location, string? copyKey)
    {
        StoredProfile? kept = _inProcess.TryGetValue(location, out StoredProfile? inProcess) && inProcess.CopyKey == copyKey
            ? inProcess
            : null;
        StoredProfile? read = copyKey is not null && PathOf(location) is string path && ReadFile(path) is string text
            ? SealedProfile.TryOpen(text, copyKey, location)
            : null;
        return read?.Generation >= (kept?.Generation ?? 0) ? read : kept;
    }

    /// <summary>Whether this machine has a copy of a profile from this location, whatever its key.</summary>
    public static bool Exist(ProfileLocation location) => PathOf(location) is string path && File.Exists(path);

    /// <summary>Forgets a profile that was removed.</summary>
    public void Forget(ProfileLocation location)
    {
        _inProcess.TryRemove(location, out _);
        UserFolder.TryDelete(PathOf(location));
    }

    /// <summary>The file's path; null where the account has no folder.</summary>
    public static string? PathOf(ProfileLocation location) => UserFolder.PathOf("profiles", location.Subject, ".sealed");

    // Not cancellable: what is written here may be a token that cannot be obtained again.
    private async Task<bool> TryWriteAsync(string path, string text)
    {
        string unfinished = path + ".new";
        try
        {
            UserFolder.MakeFor(path);
            using (FileStream file = UserFolder.OpenAlone(unfinished, FileMode.Create))
            using (var writer = new StreamWriter(file))
            {
                await writer.WriteAsync(text).ConfigureAwait(false);
                await writer.FlushAsync().ConfigureAwait(false);
                // A token is used after this: the file must survive a power failure.
#pragma warning disable CA1849 // There is no asynchronous way to flush to the disk.
                file.Flush(flushToDisk: true);
#pragma warning restore CA1849
            }

            await ReplaceAsync(path, unfinished).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OAuth2MailException)
        {
            // An older version must not pass for the newest.
            UserFolder.TryDelete(path);
            return false;
        }
    }

    // Windows does not replace a file while it is being read, which takes only a moment.
    private async Task ReplaceAsync(string path, string unfinished)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Replace(path, unfinished);
                return;
            }
            catch (Exception e) when (attempt < Attempts && (e is IOException or UnauthorizedAccessException))
            {
                await time.Delay(s_retryDelay, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    // In one step: a reader finds the old version or the new one.
    private static void Replace(string path, string unfinished)
    {
#if NET
        File.Move(unfinished, path, overwrite: true);
#else
        if (File.Exists(path))
        {
            File.Replace(unfinished, path, destinationBackupFileName: null);
            return;
        }

        File.Move(unfinished, path);
#endif
    }

    private static string? ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaximumLength ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
