using System.Collections;
using System.Management.Automation;
using OAuth2Mail.Secrets;

namespace OAuth2Mail.Completion;

/// <summary>Asks SecretManagement on behalf of completion, which has nowhere to report to and no time to wait.</summary>
internal static class SilentSecretCommand
{
    private const string Module = "Microsoft.PowerShell.SecretManagement\\";

    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>The names of secrets that match a pattern, in one vault or all.</summary>
    public static IReadOnlyList<string> SecretNames(string pattern, string? vault)
    {
        var parameters = new Hashtable { ["Name"] = pattern };
        if (vault is not null)
        {
            // Get-SecretInfo would end with an error, and the engine keep it in $Error.
            if (VaultNames(WildcardPattern.Escape(vault)).Count == 0)
            {
                return [];
            }

            parameters["Vault"] = vault;
        }

        return Run("Get-SecretInfo", parameters);
    }

    /// <summary>The names of registered vaults that match a pattern.</summary>
    public static IReadOnlyList<string> VaultNames(string pattern) =>
        Run("Get-SecretVault", new Hashtable { ["Name"] = pattern });

    private static List<string> Run(string command, Hashtable parameters)
    {
        if (!SecretManagementGate.Semaphore.Wait(s_patience))
        {
            return [];
        }

        try
        {
            // The engine keeps in $Error that a command is not there, unless it is looked for.
            using var search = PowerShell.Create(RunspaceMode.CurrentRunspace);
            search.AddCommand("Microsoft.PowerShell.Core\\Get-Command")
                .AddParameter("Name", Module + command)
                .AddParameter("ErrorAction", ActionPreference.Ignore);
            if (search.Invoke().Count == 0)
            {
                return [];
            }

            using var powershell = PowerShell.Create(RunspaceMode.CurrentRunspace);
            powershell.AddCommand(Module + command)
                .AddParameters(parameters)
                .AddParameter("ErrorAction", ActionPreference.Ignore)
                .AddParameter("WarningAction", ActionPreference.Ignore);
            return [.. powershell.Invoke().Select(item => item.Properties["Name"]?.Value).OfType<string>()];
        }
        catch (RuntimeException)
        {
            return [];
        }
        finally
        {
            SecretManagementGate.Semaphore.Release();
        }
    }
}
