using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using OAuth2Mail.Secrets;

namespace OAuth2Mail.Completion;

/// <summary>Queries SecretManagement for tab completion, which can neither report errors nor wait.</summary>
/// <remarks>
/// It runs in its own runspace, without a host: a locked vault cannot prompt for its password there, and no error ends up in
/// the user's $Error.
/// </remarks>
internal static class SilentSecretCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private static readonly Lazy<Runspace> s_runspace = new(OpenRunspace);

    /// <summary>The names of secrets that match a pattern, in one vault or all.</summary>
    public static IReadOnlyList<string> SecretNames(string pattern, string? vault)
    {
        var parameters = new Hashtable { ["Name"] = pattern };
        if (vault is not null)
        {
            parameters["Vault"] = vault;
        }

        return Run("Get-SecretInfo", parameters);
    }

    /// <summary>The names of registered vaults that match a pattern.</summary>
    public static IReadOnlyList<string> VaultNames(string pattern) =>
        Run("Get-SecretVault", new Hashtable { ["Name"] = pattern });

    private static IReadOnlyList<string> Run(string command, Hashtable parameters)
    {
        if (!SecretManagementGate.Semaphore.Wait(s_patience))
        {
            return [];
        }

        var shell = PowerShell.Create();
        Task<PSDataCollection<PSObject>> running;
        try
        {
            shell.Runspace = s_runspace.Value;
            shell.AddCommand("Microsoft.PowerShell.SecretManagement\\" + command)
                .AddParameters(parameters)
                .AddParameter("ErrorAction", ActionPreference.Ignore)
                .AddParameter("WarningAction", ActionPreference.Ignore);
            running = Task.Factory.FromAsync(shell.BeginInvoke(), shell.EndInvoke);
        }
        catch
        {
            Release(shell);
            throw;
        }

        // However long a vault takes: the next call has to wait for it, but the user does not.
        _ = running.ContinueWith(_ => Release(shell), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        try
        {
            if (running.Wait(s_patience))
            {
                return [.. running.Result.Select(item => item.Properties["Name"]?.Value).OfType<string>()];
            }

            shell.BeginStop(callback: null, state: null);
        }
        catch (AggregateException)
        {
            // Not installed, no such vault, locked: there is nothing to offer.
        }

        return [];
    }

    private static void Release(PowerShell shell)
    {
        shell.Dispose();
        SecretManagementGate.Semaphore.Release();
    }

    private static Runspace OpenRunspace()
    {
        Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();
        return runspace;
    }
}
