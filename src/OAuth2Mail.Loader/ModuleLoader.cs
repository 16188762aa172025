using System.Reflection;

namespace OAuth2Mail.Loader;

/// <summary>Loads the module's assemblies isolated from all others, once per process.</summary>
/// <remarks>
/// PowerShell modules share one process: Az, Microsoft.Graph and ExchangeOnlineManagement bring their own versions of
/// MSAL, Newtonsoft.Json or BouncyCastle. On PowerShell 7 our assemblies live in a load context of their own; Windows
/// PowerShell has none, so there an AssemblyResolve handler answers for our assemblies only.
/// </remarks>
public static class ModuleLoader
{
    private static readonly object s_gate = new();
    private static Assembly[]? s_assemblies;

    /// <summary>Loads, at the first call, and returns the assemblies that the module has to import.</summary>
    /// <param name="moduleFolder">The folder of the script that imports them.</param>
    /// <returns>
    /// The core and the cmdlet assembly, in the order of import. Both are imported, because the engine resolves type
    /// names of a foreign load context only from assemblies that it imported.
    /// </returns>
    /// <exception cref="InvalidOperationException">The script is of another copy of the module.</exception>
    public static Assembly[] Load(string moduleFolder)
    {
        string directory = Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location)!;
        RequireOneCopy(directory, moduleFolder);

        // Parallel runspaces import at the same time; without the lock each would make a context of its own.
        lock (s_gate)
        {
            return s_assemblies ??= LoadOnce(directory);
        }
    }

    // .NET cannot unload a module: a second version in one process would be a mix of both.
    private static void RequireOneCopy(string directory, string moduleFolder)
    {
        string loaded = Path.GetFullPath(Path.Combine(directory, "..", ".."));
        if (!string.Equals(loaded, Path.GetFullPath(moduleFolder), StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidOperationException(
                $"OAuth2Mail {typeof(ModuleLoader).Assembly.GetName().Version} is already loaded in this process from '{directory}', and a "
                + $"second one cannot be loaded beside it. Start a new PowerShell session to use the one in '{moduleFolder}'.");
        }
    }

    private static Assembly[] LoadOnce(string directory)
    {
        string cmdlets = Path.Combine(directory, "OAuth2Mail.dll");
        string core = Path.Combine(directory, "OAuth2Mail.Core.dll");
#if NET
        var context = new ModuleLoadContext(cmdlets);
        return [context.LoadFromAssemblyPath(core), context.LoadFromAssemblyPath(cmdlets)];
#else
        ModuleAssemblyResolver.Register(directory);
        return [Assembly.LoadFrom(core), Assembly.LoadFrom(cmdlets)];
#endif
    }
}
