using System.Text;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>Reads the token file of a workload identity; its issuer replaces it from time to time.</summary>
internal static class FederatedToken
{
    private const int MaximumLength = 64 * 1024;

    /// <exception cref="OAuth2MailException">The file cannot be read, or cannot be a token.</exception>
    public static string Read(string path)
    {
        try
        {
            string token = RegularFile.Read(path, MaximumLength) is byte[] content ? Encoding.ASCII.GetString(content).Trim() : "";
            if (token.Split('.').Length == 3)
            {
                return token;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e.Message, e);
        }

        throw Unreadable(path, "it does not hold a JWT", null);
    }

    private static OAuth2MailException Unreadable(string path, string reason, Exception? e) => new(
        "FederatedTokenUnreadable",
        FailureKind.InvalidData,
        $"The federated token file '{path}' cannot be used: {reason}.",
        "Give the file that the platform writes; in Kubernetes with workload identity that is $env:AZURE_FEDERATED_TOKEN_FILE.",
        e);
}
