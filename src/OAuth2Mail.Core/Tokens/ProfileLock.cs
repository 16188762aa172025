using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Tokens;

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
        string path = Path.Combine(OpenDirectory(), FileName(location));
        long start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return new ProfileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
            }
            catch (IOException) when (time.GetElapsedTime(start) < Timeout)
            {
                // Held by another refresher: a token request takes a second or so.
            }
            catch (IOException e)
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
            catch (UnauthorizedAccessException e)
            {
                throw CannotUse(path, e);
            }

            await time.Delay(s_retryDelay, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _file.Dispose();

    // The folder is always the same for a user, whatever the session: a scheduled task has no XDG_RUNTIME_DIR.
    private static string OpenDirectory()
    {
        string root = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        if (root.Length == 0)
        {
            root = Path.Combine(Path.GetTempPath(), "user-" + Environment.UserName);
        }

        string directory = Path.Combine(root, "OAuth2Mail", "locks");
        try
        {
#if NET
            if (!OperatingSystem.IsWindows())
            {
                return Directory.CreateDirectory(
                    directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
            }
#endif
            return Directory.CreateDirectory(directory).FullName;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotUse(directory, e);
        }
    }

    private static string FileName(ProfileLocation location)
    {
        byte[] key = Encoding.UTF8.GetBytes($"{location.Vault}/{location.Name.SecretName}".ToUpperInvariant());
        using var sha = SHA256.Create();
        return Base64Url.EncodeToString(sha.ComputeHash(key)) + ".lock";
    }

    private static OAuth2MailException CannotUse(string path, Exception e) => new(
        "ProfileLockUnavailable",
        FailureKind.Unavailable,
        $"'{path}' cannot be used to make sure that only one process refreshes a token: {e.Message}",
        "Give the account a home folder that it can write to.",
        e);
}
