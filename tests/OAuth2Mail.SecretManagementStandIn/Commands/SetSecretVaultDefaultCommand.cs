using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Set, "SecretVaultDefault", SupportsShouldProcess = true, DefaultParameterSetName = NameParameterSet)]
public sealed class SetSecretVaultDefaultCommand : PSCmdlet
{
    private const string NameParameterSet = "NameParameterSet";
    private const string SecretVaultParameterSet = "SecretVaultParameterSet";
    private const string ClearParameterSet = "ClearParameterSet";

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = NameParameterSet)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = SecretVaultParameterSet)]
    [ValidateNotNull]
    public SecretVaultInfo SecretVault { get; set; } = null!;

    [Parameter(ParameterSetName = ClearParameterSet)]
    public SwitchParameter ClearDefault { get; set; }

    protected override void EndProcessing()
    {
        if (!ShouldProcess(Name, "Set vault as default"))
        {
            return;
        }

        var name = ParameterSetName switch
        {
            SecretVaultParameterSet => SecretVault.Name,
            ClearParameterSet => string.Empty,
            _ => Name,
        };
        if (name.Length > 0 && VaultRegistry.Find(name) is null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new ItemNotFoundException($"Vault {name} not found."), "VaultNotFound", ErrorCategory.ObjectNotFound, this));
        }

        VaultRegistry.DefaultName = name;
    }
}
