using System.Runtime.InteropServices;
using System.Security;

namespace OAuth2Mail.Secrets;

/// <summary>Between SecureString, as PowerShell and vaults hand secrets over, and text.</summary>
internal static class SecureStringText
{
    public static string Read(SecureString secret)
    {
        nint pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            return Marshal.PtrToStringUni(pointer, secret.Length) ?? "";
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }

    public static SecureString Make(string text)
    {
        var secret = new SecureString();
        foreach (char c in text)
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }
}
