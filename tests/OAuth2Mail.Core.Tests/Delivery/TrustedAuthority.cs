using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OAuth2Mail.LoopbackServers.Certificates;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>
/// A certificate authority that this process trusts, as an administrator would have it: OpenSSL's <c>SSL_CERT_FILE</c>.
/// It has to be there before the first certificate is looked at, and the runtime reads the C library's environment.
/// </summary>
internal static class TrustedAuthority
{
    /// <summary>The authority; its certificates are good on Linux alone.</summary>
    public static TestCertificateAuthority Authority { get; } = new();

    public static bool IsTrusted => OperatingSystem.IsLinux();

    [ModuleInitializer]
    internal static void Trust()
    {
        if (IsTrusted)
        {
            var path = Path.Combine(Path.GetTempPath(), $"oauth2mail-core-tests-{Environment.ProcessId}.pem");
            File.WriteAllText(path, Authority.Pem);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
            _ = SetEnvironment("SSL_CERT_FILE", path, 1);
        }
    }

    [DllImport("libc", EntryPoint = "setenv", BestFitMapping = false, ThrowOnUnmappableChar = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetEnvironment(
        [MarshalAs(UnmanagedType.LPStr)] string name, [MarshalAs(UnmanagedType.LPStr)] string value, int overwrite);
}
