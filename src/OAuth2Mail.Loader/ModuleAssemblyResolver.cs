#if !NET
using System.Reflection;

namespace OAuth2Mail.Loader;

/// <summary>
/// Stands in for the binding redirects that a module cannot have in Windows PowerShell: a dependency that was built
/// against another version of a shipped assembly gets the shipped one.
/// </summary>
internal static class ModuleAssemblyResolver
{
    private static string s_directory = "";

    public static void Register(string directory)
    {
        s_directory = directory;
        AppDomain.CurrentDomain.AssemblyResolve += Resolve;
    }

    private static Assembly? Resolve(object sender, ResolveEventArgs args)
    {
        // Another module's failed load is none of our business: an answer would hand it our version.
        if (args.RequestingAssembly is not { IsDynamic: false } requester || !IsOurs(requester.Location))
        {
            return null;
        }

        string path = Path.Combine(s_directory, new AssemblyName(args.Name).Name + ".dll");
        return File.Exists(path) ? Assembly.LoadFrom(path) : null;
    }

    private static bool IsOurs(string location) =>
        location.Length > 0
        && string.Equals(Path.GetDirectoryName(location), s_directory, StringComparison.OrdinalIgnoreCase);
}
#endif
