namespace OAuth2Mail.EngineHosting;

/// <summary>
/// Environment variables through which this process, and those it starts, find the stand-in for SecretManagement and
/// its vaults. The engine here lacks the Utility and Management modules, which the real SecretManagement needs, so the
/// stand-in comes first even where the real one is installed; suites meet the real one in pwsh.
/// </summary>
public static class StandIns
{
    private const string VaultsVariable = "OAUTH2MAIL_STANDIN_VAULTS";
    private const string ModulePathVariable = "PSModulePath";

    /// <summary>The directory of the stand-in's vaults. It belongs to this process, unless it was handed down by another.</summary>
    public static string VaultDirectory { get; } = Environment.GetEnvironmentVariable(VaultsVariable) is { Length: > 0 } inherited
        ? inherited
        : MakeVaultDirectory();

    /// <summary>Called before the first runspace opens; the engine reads the variables then.</summary>
    public static void Install()
    {
        Environment.SetEnvironmentVariable(VaultsVariable, VaultDirectory);
        var path = Environment.GetEnvironmentVariable(ModulePathVariable) ?? string.Empty;
        if (!path.Split(Path.PathSeparator).Contains(Checkout.StandInModules))
        {
            Environment.SetEnvironmentVariable(ModulePathVariable, $"{Checkout.StandInModules}{Path.PathSeparator}{path}");
        }
    }

    private static string MakeVaultDirectory()
    {
        var directory = Directory.CreateTempSubdirectory("oauth2mail-vaults-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(directory, recursive: true);
        return directory;
    }
}
