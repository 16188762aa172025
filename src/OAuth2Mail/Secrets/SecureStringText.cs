using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security;

namespace OAuth2Mail.Secrets;

/// <summary>Converts between text and SecureString, in which PowerShell and vaults pass secrets.</summary>
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
