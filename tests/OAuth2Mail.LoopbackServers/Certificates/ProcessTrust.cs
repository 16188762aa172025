using System.Runtime.InteropServices;

namespace OAuth2Mail.LoopbackServers.Certificates;

/// <summary>Makes this process trust the shared test CA, as <c>SSL_CERT_FILE</c> does when it is set from outside.</summary>
public static partial class ProcessTrust
{
    /// <summary>Has to be called before the process verifies, or serves with, its first certificate.</summary>
    /// <returns>False where it does not work: only Linux takes trust from a variable.</returns>
    public static bool Install()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        string folder = Directory.CreateTempSubdirectory("oauth2mail-trust-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        string path = TestCertificateAuthority.Shared.HandDown(folder);

        // OpenSSL asks the C library, which .NET's own variables do not reach; processes that are started see .NET's.
        Environment.SetEnvironmentVariable("SSL_CERT_FILE", path);
        return SetEnvironmentVariable("SSL_CERT_FILE", path, overwrite: 1) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
