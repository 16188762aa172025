using System.Collections;
using System.Management.Automation;

namespace OAuth2Mail.Secrets;

/// <summary>Makes commands of SecretManagement that run in the user's runspace.</summary>
internal static class SecretManagementCommand
{
    public static PowerShell Create(string command, Hashtable parameters) => PowerShell.Create(RunspaceMode.CurrentRunspace)
        .AddCommand("Microsoft.PowerShell.SecretManagement\\" + command)
        .AddParameters(parameters)
        .AddParameter("WarningAction", ActionPreference.SilentlyContinue);
}
