using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// The folders in which the processes of one user agree on who refreshes a token. They belong to that user alone.
/// </summary>
internal static class UserFolder
{
    /// <summary>The path of a profile's file in one of the folders, which need not be there.</summary>
    /// <param name="folder">Which folder.</param>
    /// <param name="location">Whose file.</param>
    /// <param name="extension">The file's extension.</param>
    /// <exception cref="OAuth2MailException">The account has no place for such folders.</exception>
    public static string PathOf(string folder, ProfileLocation location, string extension) =>
        Path.Combine(Root(), "OAuth2Mail", folder, NameOf(location) + extension);

    /// <summary>Makes the folder of a path, and closes it to everybody else.</summary>
    /// <exception cref="OAuth2MailException">The folder cannot be made, or belongs to somebody else.</exception>
    public static void MakeFor(string path)
    {
        string directory = Path.GetDirectoryName(path)!;
        try
        {
            Directory.CreateDirectory(directory);
#if NET
            if (!OperatingSystem.IsWindows())
            {
                // Also where it was there before: only its owner may do this. On Windows the profile's own ACL holds.
                File.SetUnixFileMode(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
#endif
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CannotUse(directory, e);
        }
    }

    /// <summary>The failure of a path in these folders that cannot be used.</summary>
    public static OAuth2MailException CannotUse(string path, Exception? e) => new(
        "ProfileLockUnavailable",
        FailureKind.Unavailable,
        $"'{path}' cannot be used to make sure that only one process refreshes a token: {e?.Message ?? "the account has no home folder."}",
        "Give the account a home folder that it alone can write to.",
        e);

    // Always the same for a user, whatever the session: a scheduled task has no XDG_RUNTIME_DIR, and a folder for
    // temporary files belongs to everybody.
    private static string Root()
    {
        string root = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return root.Length > 0 ? root : throw CannotUse("OAuth2Mail", e: null);
    }

    private static string NameOf(ProfileLocation location)
    {
        byte[] key = Encoding.UTF8.GetBytes($"{location.Vault}/{location.Name.SecretName}".ToUpperInvariant());
        using var sha = SHA256.Create();
        return Base64Url.EncodeToString(sha.ComputeHash(key));
    }
}
