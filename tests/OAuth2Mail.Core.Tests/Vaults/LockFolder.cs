using System.Runtime.CompilerServices;

namespace OAuth2Mail.Tests.Vaults;

/// <summary>Keeps the lock files of hundreds of made-up vaults out of the developer's home, where Linux allows it.</summary>
internal static class LockFolder
{
    [ModuleInitializer]
    internal static void Move()
    {
        if (OperatingSystem.IsLinux())
        {
            var folder = Directory.CreateTempSubdirectory("oauth2mail-core-tests-");
            Environment.SetEnvironmentVariable("XDG_DATA_HOME", folder.FullName);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Delete(recursive: true);
        }
    }
}
