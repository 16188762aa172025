using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.Secrets;

/// <summary>
/// SecretStore keeps its whole file in the process's memory: it shows what other processes wrote after five seconds at the
/// earliest, and writes the file as a whole, overwriting what they wrote.
/// </summary>
internal static class SecretStoreMemory
{
    private const string SecretStore = "Microsoft.PowerShell.SecretStore";

    /// <summary>What vaults of a module share; null where they share nothing. All vaults of SecretStore are one file.</summary>
    public static string? FileOf(string? moduleName) =>
        string.Equals(moduleName, SecretStore, StringComparison.OrdinalIgnoreCase) ? SecretStore : null;

    /// <summary>Makes SecretStore read its file again with the next call.</summary>
    /// <remarks>
    /// There is no command for that, but unlocking drops the memory first, even if there is nothing to unlock: a store without
    /// a password then reports an error that can be ignored. A store with a password is left alone: the wrong password would
    /// lock it.
    /// </remarks>
    public static void Drop(string vault)
    {
        if (!IsWithoutPassword())
        {
            return;
        }

        using PowerShell unlock = SecretManagementCommand
            .Create("Unlock-SecretVault", new Hashtable { ["Name"] = vault, ["Password"] = SecureStringText.Make("none") })
            .AddParameter("ErrorAction", ActionPreference.Ignore);
        try
        {
            unlock.Invoke();
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            // The vault stays as it is; the next call reports what is wrong.
        }
    }

    // This does not prompt if the store is open, and here it is open: it was just read. A session that has not opened it yet,
    // or whose password has timed out, must not be prompted.
    private static bool IsWithoutPassword()
    {
        using PowerShell ask = PowerShell.Create(RunspaceMode.CurrentRunspace)
            .AddCommand(SecretStore + "\\Get-SecretStoreConfiguration")
            .AddParameter("ErrorAction", ActionPreference.Ignore)
            .AddParameter("WarningAction", ActionPreference.SilentlyContinue);
        try
        {
            return ask.Invoke().Any(configuration => configuration.Properties["Authentication"]?.Value?.ToString() == "None");
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return false;
        }
    }
}
