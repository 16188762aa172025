using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security;

namespace OAuth2Mail.Secrets;

/// <summary>Between SecureString, as PowerShell and vaults hand secrets over, and text.</summary>
internal static class SecureStringText
{
    [return: NotNullIfNotNull(nameof(secret))]
    public static string? Read(SecureString? secret) => secret is null ? null : new NetworkCredential("", secret).Password;

    public static SecureString Make(string text)
    {
        SecureString secret = new NetworkCredential("", text).SecurePassword;
        secret.MakeReadOnly();
        return secret;
    }
}
