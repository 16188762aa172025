using static System.Management.Automation.ModuleIntrinsics;

namespace OAuth2Mail.EngineHosting;

/// <summary>The folders in which a shell looks for modules, in this order.</summary>
internal static class ModulePath
{
    public const string Variable = "PSModulePath";

    /// <summary>
    /// A folder before all others. Those of the user and of the machine are named too, although nothing is wanted from them:
    /// an engine that misses them puts them in front when it starts.
    /// </summary>
    public static string StartingWith(string folder) => string.Join(
        Path.PathSeparator,
        folder,
        GetPSModulePath(PSModulePathScope.Builtin),
        GetPSModulePath(PSModulePathScope.User),
        GetPSModulePath(PSModulePathScope.Machine));
}
