using System.Collections;
using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Set, "Secret", SupportsShouldProcess = true, DefaultParameterSetName = SecureStringParameterSet)]
public sealed class SetSecretCommand : SecretCmdlet
{
    private const string SecureStringParameterSet = "SecureStringParameterSet";
    private const string ObjectParameterSet = "ObjectParameterSet";
    private const string SecretInfoParameterSet = "SecretInfoParameterSet";

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ObjectParameterSet)]
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = SecureStringParameterSet)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectParameterSet)]
    public object Secret { get; set; } = null!;

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = SecureStringParameterSet)]
    public SecureString SecureStringSecret { get; set; } = null!;

    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true, ParameterSetName = SecretInfoParameterSet)]
    public SecretInformation SecretInfo { get; set; } = null!;

    [Parameter(Position = 2, ParameterSetName = ObjectParameterSet)]
    [Parameter(Position = 2, ParameterSetName = SecureStringParameterSet)]
    [Parameter(Mandatory = true, ParameterSetName = SecretInfoParameterSet)]
    public string? Vault { get; set; }

    [Parameter(Position = 3, ParameterSetName = ObjectParameterSet)]
    [Parameter(Position = 3, ParameterSetName = SecureStringParameterSet)]
    public Hashtable? Metadata { get; set; }

    [Parameter]
    public SwitchParameter NoClobber { get; set; }

    protected override void BeginProcessing() => WarnWithoutVaults();

    protected override void ProcessRecord()
    {
        if (!ShouldProcess(Vault, "Write secret to vault and override any existing secret of the same name"))
        {
            return;
        }

        if (ParameterSetName == SecretInfoParameterSet)
        {
            Copy(GetVault(SecretInfo.VaultName), GetVault(Vault!));
            return;
        }

        var target = !string.IsNullOrEmpty(Vault) ? Vault : VaultRegistry.DefaultName;
        if (target.Length == 0)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSInvalidOperationException("Unable to set secret because no vault was provided and there is no default vault designated."),
                "SetSecretCommandFailNoVault",
                ErrorCategory.InvalidOperation,
                this));
        }

        var vault = GetVault(target);
        if (NoClobber && ReadSecret(vault, Name) is not null)
        {
            ThrowTerminatingError(AlreadyExists(Name, vault));
        }

        var secret = ParameterSetName == SecureStringParameterSet ? SecureStringSecret : PSObject.AsPSObject(Secret).BaseObject;
        WriteSecret(vault, Name, secret, Metadata);
    }

    private void Copy(RegisteredVault source, RegisteredVault destination)
    {
        var secret = ReadSecret(source, SecretInfo.Name);
        if (NoClobber && ReadSecret(destination, SecretInfo.Name) is not null)
        {
            WriteError(AlreadyExists(SecretInfo.Name, destination));
        }
        else if (secret is not null)
        {
            WriteSecret(destination, secret.Name, secret.Open(), secret.Metadata);
        }
    }

    private ErrorRecord AlreadyExists(string name, RegisteredVault vault) => new(
        new PSInvalidOperationException($"A secret with name {name} already exists in vault {vault.Name}."),
        "SetSecretCommandAlreadyExistsWithNoClobber",
        ErrorCategory.ResourceExists,
        this);
}
