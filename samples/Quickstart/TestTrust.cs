using System.Runtime.InteropServices;

namespace OAuth2Mail.Quickstart;

/// <summary>Makes this process trust the loopback servers' CA, as <c>SSL_CERT_FILE</c> does when it is set from outside.</summary>
internal static partial class TestTrust
{
    /// <remarks>
    /// OpenSSL asks the C library when it first verifies a certificate, and .NET's own variables do not reach it. Only
    /// Linux works this way; elsewhere the modes of Microsoft need the CA in the system's trust.
    /// </remarks>
    public static void Install(string authorityFile)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetEnvironmentVariable("SSL_CERT_FILE", authorityFile, overwrite: 1);
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
