using System.Globalization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// One refresher at a time for a profile, across threads and processes. An open file that is shared with nobody is the
/// lock: the system releases it when its process dies, however it dies.
/// </summary>
internal sealed class ProfileLock : IDisposable
{
    private static readonly TimeSpan s_retryDelay = TimeSpan.FromMilliseconds(40);

    private readonly FileStream _file;

    private ProfileLock(FileStream file) => _file = file;

    /// <summary>How long another refresher is waited for: longer than a refresh may take, and never for ever.</summary>
    public static TimeSpan Timeout => TimeSpan.FromSeconds(90);

    /// <exception cref="OAuth2MailException">The lock is held for too long, or its folder cannot be used.</exception>
    public static async Task<ProfileLock> AcquireAsync(
        ProfileLocation location, TimeProvider time, CancellationToken cancellationToken)
    {
        string path = UserFolder.PathOf("locks", location, ".lock");
        UserFolder.MakeFor(path);
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new ProfileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException e) when (IsHeldElsewhere(e))
            {
                // A token request takes a second or so.
                if (time.GetElapsedTime(start) >= Timeout)
                {
                    throw new OAuth2MailException(
                        "ProfileLockTimeout",
                        FailureKind.Timeout,
                        string.Format(
                            CultureInfo.InvariantCulture,
                            "Another process has been refreshing profile {0} for more than {1} seconds.",
                            location, Timeout.TotalSeconds),
                        $"Look for a process that hangs and has '{path}' open.",
                        e);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw UserFolder.CannotUse(path, e);
            }

            await time.Delay(s_retryDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    // A disk that is full or a path that is gone would be waited for in vain. ERROR_SHARING_VIOLATION and
    // ERROR_LOCK_VIOLATION on Windows; EWOULDBLOCK, as flock(2) has it, on Linux and macOS.
    private static bool IsHeldElsewhere(IOException e) =>
        e.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;
}
