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
    /// <returns>
    /// The core and the cmdlet assembly, in the order of import. Both are imported, because the engine resolves type
    /// names of a foreign load context only from assemblies that it imported.
    /// </returns>
    public static Assembly[] Load()
    {
        // Parallel runspaces import at the same time; without the lock each would make a context of its own.
        lock (s_gate)
        {
            return s_assemblies ??= LoadOnce(Path.GetDirectoryName(typeof(ModuleLoader).Assembly.Location)!);
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
