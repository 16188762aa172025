using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Registers a vault of files under any module's name: no extension module is loaded.</summary>
[Cmdlet(VerbsLifecycle.Register, "SecretVault", SupportsShouldProcess = true)]
[OutputType(typeof(SecretVaultInfo))]
public sealed class RegisterSecretVaultCommand : PSCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string ModuleName { get; set; } = string.Empty;

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    [Parameter]
    public Hashtable? VaultParameters { get; set; } = [];

    [Parameter]
    public SwitchParameter DefaultVault { get; set; }

    [Parameter]
    public SwitchParameter AllowClobber { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public string Description { get; set; } = string.Empty;

    protected override void BeginProcessing()
    {
        if (VaultParameters?.ContainsKey("Verbose") == true)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSInvalidOperationException("The 'Verbose' parameter name is reserved and cannot be used in 'VaultParameters'"),
                "RegisterSecretVaultCommandCannotUseReservedName",
                ErrorCategory.InvalidOperation,
                this));
        }

        ModuleName = Path.GetExtension(ModuleName).ToUpperInvariant() is ".PSD1" or ".PSM1"
            ? Path.GetFileNameWithoutExtension(ModuleName)
            : Path.GetFileName(ModuleName);
        if (Name.Length == 0)
        {
            Name = ModuleName;
        }
    }

    protected override void EndProcessing()
    {
        if (VaultRegistry.Find(Name) is not null && !AllowClobber)
        {
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException("Provided Name for vault is already being used."),
                "RegisterSecretVaultInvalidVaultName",
                ErrorCategory.InvalidArgument,
                this));
        }

        if (!ShouldProcess(Name, "Register module as a SecretManagement extension vault for current user"))
        {
            return;
        }

        // An only vault becomes the default, unless the user says otherwise.
        var isDefault = MyInvocation.BoundParameters.ContainsKey(nameof(DefaultVault)) ? (bool)DefaultVault : VaultRegistry.All.Count == 0;
        var vault = new RegisteredVault(Name, ModuleName, Description, VaultParameters ?? []);
        vault.Lock();
        VaultRegistry.Save(vault);
        if (isDefault)
        {
            VaultRegistry.DefaultName = Name;
        }

        if (PassThru)
        {
            WriteObject(new SecretVaultInfo(vault, VaultRegistry.IsDefault(vault)));
        }
    }
}
