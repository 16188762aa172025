#if NET
using System.Reflection;
using System.Runtime.Loader;

namespace OAuth2Mail.Loader;

/// <summary>The load context that holds the module and all its dependencies on PowerShell 7.</summary>
internal sealed class ModuleLoadContext : AssemblyLoadContext
{
    // Reads OAuth2Mail.deps.json: a flat probe of the folder would miss the assemblies of runtimes/win/lib.
    private readonly AssemblyDependencyResolver _resolver;

    public ModuleLoadContext(string moduleAssemblyPath)
        : base("OAuth2Mail")
    {
        _resolver = new AssemblyDependencyResolver(moduleAssemblyPath);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // The two that are shared with the engine come from the default context, whatever lies in the folder.
        if (assemblyName.Name is "System.Management.Automation" or "OAuth2Mail.Loader")
        {
            return null;
        }

        string? path = _resolver.ResolveAssemblyToPath(assemblyName);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        string? path = _resolver.ResolveUnmanagedDllToPath(unmanagedDllName);
        return path is null ? 0 : LoadUnmanagedDllFromPath(path);
    }
}
#endif
