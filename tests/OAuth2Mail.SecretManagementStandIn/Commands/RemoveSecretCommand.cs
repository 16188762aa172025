using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Remove, "Secret", SupportsShouldProcess = true)]
public sealed class RemoveSecretCommand : SecretCmdlet
{
    private const string NameParameterSet = "NameParameterSet";
    private const string InfoParameterSet = "InfoParameterSet";

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = NameParameterSet)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true, ParameterSetName = NameParameterSet)]
    [ValidateNotNullOrEmpty]
    public string Vault { get; set; } = string.Empty;

    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ParameterSetName = InfoParameterSet)]
    public SecretInformation InputObject { get; set; } = null!;

    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Vault, "Remove secret by name from vault"))
        {
            return;
        }

        if (ParameterSetName == InfoParameterSet)
        {
            Name = InputObject.Name;
            Vault = InputObject.VaultName;
        }

        RemoveSecret(GetVault(Vault), Name);
    }
}
