using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.Secrets;

/// <summary>
/// SecretStore keeps its whole file in the process's memory: it shows what other processes wrote five seconds later at the
/// earliest, and writes the file as a whole, over what they wrote.
/// </summary>
internal static class SecretStoreMemory
{
    private const string SecretStore = "Microsoft.PowerShell.SecretStore";

    /// <summary>What vaults of a module share; null where they share nothing. All vaults of SecretStore are one file.</summary>
    public static string? FileOf(string? moduleName) =>
        string.Equals(moduleName, SecretStore, StringComparison.OrdinalIgnoreCase) ? SecretStore : null;

    /// <summary>Makes SecretStore read its file again with the next call.</summary>
    /// <remarks>
    /// There is no command for that. Unlocking does it, and drops the memory first, also where there is nothing to unlock: a
    /// store without a password then reports an error that means nothing. A store with one stays as it is: the wrong
    /// password would lock it.
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
            // The vault stays as it is, and says what is wrong with the next call.
        }
    }

    // Silent wherever the store is open, and the store is open where this is asked: it was just read. A session that has not
    // opened it yet, or whose password has timed out, must not be asked for one.
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
