using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsLifecycle.Unregister, "SecretVault", SupportsShouldProcess = true)]
public sealed class UnregisterSecretVaultCommand : PSCmdlet
{
    private const string NameParameterSet = "NameParameterSet";
    private const string SecretVaultParameterSet = "SecretVaultParameterSet";

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = NameParameterSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = SecretVaultParameterSet)]
    [ValidateNotNull]
    public SecretVaultInfo SecretVault { get; set; } = null!;

    protected override void ProcessRecord()
    {
        foreach (var name in ParameterSetName == SecretVaultParameterSet ? [SecretVault.Name] : Name)
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
                foreach (var vault in VaultRegistry.All.Where(vault => pattern.IsMatch(vault.Name)))
                {
                    Unregister(vault.Name);
                }
            }
            else
            {
                Unregister(name);
            }
        }
    }

    private void Unregister(string name)
    {
        if (!ShouldProcess(name, "Unregister SecretManagement extension vault module for current user"))
        {
            return;
        }

        if (VaultRegistry.Find(name) is null)
        {
            WriteError(new ErrorRecord(
                new ItemNotFoundException($"Unable to find secret vault {name} to unregister it."),
                "UnregisterSecretVaultObjectNotFound",
                ErrorCategory.ObjectNotFound,
                this));
            return;
        }

        // The secrets stay, as they do in the real one.
        VaultRegistry.Remove(name);
        WriteVerbose($"Removed vault {name} from registry.");
    }
}
