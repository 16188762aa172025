using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace OAuth2Mail.Vaults;

/// <summary>The folders in which the processes of one user work together. They belong to that user alone.</summary>
internal static class UserFolder
{
    /// <summary>The path of a file in one of the folders; neither needs to exist.</summary>
    /// <param name="folder">Which folder.</param>
    /// <param name="subject">What the file is for; case makes no difference.</param>
    /// <param name="extension">The file's extension.</param>
    /// <returns>Null where the account has no place for such folders, as in the sandbox of a runbook.</returns>
    public static string? PathOf(string folder, string subject, string extension) =>
        Root() is string root ? Path.Combine(root, "OAuth2Mail", folder, NameOf(subject) + extension) : null;

    /// <summary>Creates the folder of a path, and denies everybody else access to it.</summary>
    /// <exception cref="OAuth2MailException">The folder cannot be made, or belongs to somebody else.</exception>
    public static void MakeFor(string path)
    {
        string directory = Path.GetDirectoryName(path)!;
        try
        {
            Close(Path.GetDirectoryName(directory)!);
            Close(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotUse(directory, e);
        }
    }

    /// <summary>Opens a file that nobody but the user can read, whatever the umask says.</summary>
    /// <exception cref="IOException">It cannot be opened, or somebody has it open.</exception>
    /// <exception cref="UnauthorizedAccessException">It belongs to somebody else.</exception>
    public static FileStream OpenAlone(string path, FileMode mode)
    {
#if NET
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
#else
        return new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
#endif
    }

    /// <summary>Deletes a file if possible: a copy that stays behind cannot be opened for a later profile.</summary>
    /// <param name="path">The file; null where the account has no folder.</param>
    public static void TryDelete(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its folder is not there, or is somebody else's.
        }
    }

    /// <summary>The failure of a path in these folders that cannot be used.</summary>
    public static OAuth2MailException CannotUse(string path, Exception e) => new(
        "ProfileLockUnavailable",
        FailureKind.Unavailable,
        $"'{path}' cannot be used to make sure that only one process refreshes a token: {e.Message}",
        "Give the account a home folder that only it can write to.",
        e);

    private static void Close(string directory)
    {
        Directory.CreateDirectory(directory);
#if NET
        if (!OperatingSystem.IsWindows())
        {
            // Even if it already existed: only its owner may do this. On Windows, the ACL of the user's profile applies.
            File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
#endif
    }

    // Always the same for a user, whatever the session: a scheduled task has no XDG_RUNTIME_DIR, and a folder for
    // temporary files belongs to everybody.
    private static string? Root()
    {
        string root = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        try
        {
            // A service's account may name a home folder that does not exist.
            return root.Length > 0 && Directory.CreateDirectory(root).Exists ? root : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string NameOf(string subject)
    {
        using var sha = SHA256.Create();
        return Base64Url.EncodeToString(sha.ComputeHash(Encoding.UTF8.GetBytes(subject.ToUpperInvariant())));
    }
}
