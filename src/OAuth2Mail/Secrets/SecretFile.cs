using System.Management.Automation;
using System.Text;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Secrets;

/// <summary>Reads small files that hold keys, from wherever the session's location is.</summary>
internal static class SecretFile
{
    // Keys and certificate chains have a few kilobytes, and the vault takes 25.
    private const int MaximumLength = 256 * 1024;

    /// <exception cref="OAuth2MailException">The file is missing, unreadable or too large.</exception>
    public static byte[] ReadBytes(PSCmdlet cmdlet, string path, string parameter)
    {
        string full = Resolve(cmdlet, path, parameter);
        try
        {
            if (RegularFile.Read(full, MaximumLength) is byte[] content)
            {
                return content;
            }
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw new OAuth2MailException(
                "KeyFileUnreadable",
                e is FileNotFoundException or DirectoryNotFoundException ? FailureKind.NotFound : FailureKind.InvalidArgument,
                $"{parameter}: '{path}' cannot be read: {e.Message}",
                innerException: e);
        }

        throw new OAuth2MailException(
            "KeyFileTooLarge", FailureKind.LimitExceeded, $"{parameter}: '{path}' is too large for a key or certificate.");
    }

    /// <exception cref="OAuth2MailException">The file is missing, unreadable or too large.</exception>
    public static string ReadText(PSCmdlet cmdlet, string path, string parameter) =>
        Encoding.UTF8.GetString(ReadBytes(cmdlet, path, parameter)).TrimStart('\ufeff');

    /// <summary>The file system's path for what the user typed.</summary>
    /// <exception cref="OAuth2MailException">It is on no file system.</exception>
    public static string Resolve(PSCmdlet cmdlet, string path, string parameter) =>
        FilePaths.GetLiteral(cmdlet.SessionState, path, "KeyFileUnreadable", parameter);
}
