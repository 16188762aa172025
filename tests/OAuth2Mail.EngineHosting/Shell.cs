using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace OAuth2Mail.EngineHosting;

/// <summary>
/// The real PowerShell, which is a package: its engine in this process, all its modules included, and itself in others.
/// </summary>
public static class Shell
{
    private static readonly Lock s_gate = new();
    private static bool s_isPrepared;

    /// <summary>What <c>dotnet</c> runs as pwsh.</summary>
    public static string Path => BuildSettings.Shell;

    /// <summary>
    /// Lets this process find the engine, and gives it a home and modules of its own. To be called from a method, or a module
    /// initializer, that comes before everything that names a type of the engine.
    /// </summary>
    public static void Prepare()
    {
        lock (s_gate)
        {
            if (s_isPrepared)
            {
                return;
            }

            s_isPrepared = true;
            var resolver = new AssemblyDependencyResolver(Path);
            AssemblyLoadContext.Default.Resolving += (context, name) =>
                resolver.ResolveAssemblyToPath(name) is { } path ? context.LoadFromAssemblyPath(path) : null;
            AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, name) =>
                resolver.ResolveUnmanagedDllToPath(name) is { } path ? NativeLibrary.Load(path) : 0;
            OwnHome.MoveIn();
            Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
            Environment.SetEnvironmentVariable("POWERSHELL_UPDATECHECK", "Off");
            Environment.SetEnvironmentVariable("NO_COLOR", "1");
            StandIns.Install();
        }
    }

    /// <summary>A shell of its own: it inherits this process's home and modules. Its standard streams belong to the caller.</summary>
    public static ProcessStartInfo StartInfo(params IEnumerable<string> arguments)
    {
        Prepare();
        return new ProcessStartInfo("dotnet", [Path, "-NoProfile", "-NonInteractive", .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }
}
