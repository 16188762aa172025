using System.Runtime.CompilerServices;

namespace OAuth2Mail.EngineHosting;

/// <summary>
/// Environment variables through which this process, and those it starts, find the stand-in for SecretManagement and
/// its vaults. It comes first even where the real one is installed: many tests need the faults of the stand-in's vaults.
/// </summary>
public static class StandIns
{
    private const string VaultsVariable = "OAUTH2MAIL_STANDIN_VAULTS";

    /// <summary>The directory of the stand-in's vaults. It belongs to this process, unless it was handed down by another.</summary>
    public static string VaultDirectory { get; } = Environment.GetEnvironmentVariable(VaultsVariable) is { Length: > 0 } inherited
        ? inherited
        : Directory.CreateDirectory(Path.Combine(OwnHome.Path, ".vaults")).FullName;

    // Not into Shell.Prepare: what names a type of the engine has to be compiled after it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Install()
    {
        Environment.SetEnvironmentVariable(VaultsVariable, VaultDirectory);
        Environment.SetEnvironmentVariable(ModulePath.Variable, ModulePath.StartingWith(Checkout.StandInModules));
    }
}
