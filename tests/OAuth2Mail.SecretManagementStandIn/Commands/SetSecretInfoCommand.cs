using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Set, "SecretInfo", SupportsShouldProcess = true, DefaultParameterSetName = NameParameterSet)]
public sealed class SetSecretInfoCommand : SecretCmdlet
{
    private const string NameParameterSet = "NameParameterSet";
    private const string InfoParameterSet = "InfoParameterSet";

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = NameParameterSet)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = NameParameterSet)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = InfoParameterSet)]
    public Hashtable Metadata { get; set; } = null!;

    [Parameter(Position = 2, ParameterSetName = NameParameterSet)]
    public string? Vault { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InfoParameterSet)]
    public SecretInformation InputObject { get; set; } = null!;

    protected override void BeginProcessing() => WarnWithoutVaults();

    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Vault, "Write secret metadata to vault and override any existing metadata associated with the secret"))
        {
            return;
        }

        if (ParameterSetName == InfoParameterSet)
        {
            Name = InputObject.Name;
            Vault = InputObject.VaultName;
        }

        var target = !string.IsNullOrEmpty(Vault) ? Vault : VaultRegistry.DefaultName;
        if (target.Length == 0)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSInvalidOperationException(
                    "Unable to set secret metadata because no vault was provided and there is no default vault designated."),
                "SetSecretInfoCommandFailNoVault",
                ErrorCategory.InvalidOperation,
                this));
        }

        var vault = GetVault(target);
        Call(vault, () =>
        {
            var secret = vault.Read(Name) ?? throw new ItemNotFoundException($"The secret {Name} was not found.");
            vault.Write(secret with { Metadata = Metadata });
            return true;
        }, "SetSecretMetadataInvalidOperation", $"Cannot add secret metadata '{Name}' to vault '{vault.Name}'");
    }
}
