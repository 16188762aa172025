using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretStore;

[Cmdlet(VerbsCommon.Reset, "SecretStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SecureStoreConfig))]
public sealed class ResetSecretStoreCommand : SecretStoreCmdlet
{
    [Parameter]
    public SecureStoreScope Scope { get; set; }

    [Parameter]
    public Authenticate Authentication { get; set; }

    [Parameter]
    public SecureString? Password { get; set; }

    [Parameter]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int PasswordTimeout { get; set; }

    [Parameter]
    public Interaction Interaction { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    protected override void BeginProcessing()
    {
        RefuseAllUsers(Scope);
        WriteWarning("!!This operation completely removes all SecretStore module secrets and resets configuration settings to new values!!");
    }

    protected override void EndProcessing()
    {
        if (!Force && !ShouldContinue(
            "Are you sure you want to erase all secrets in SecretStore and reset configuration settings to default?", "Reset SecretStore"))
        {
            return;
        }

        var configuration = MyInvocation.BoundParameters.Apply(to: SecureStoreConfig.Default);
        Try(StoreFiles.RemoveStore, "ResetSecretStoreCannotRemoveStoreFile");
        Try(() => StoreFiles.WriteConfiguration(configuration), "ResetSecretStoreCannotWriteConfigFile");
        LocalSecretStore.Instance.Forget();
        if (Check(Password) is { } password)
        {
            LocalSecretStore.Instance.Unlock(password);
        }
        else if (configuration.Interaction == Interaction.Prompt)
        {
            OpenOrAsk();
        }

        if (PassThru)
        {
            WriteObject(configuration);
        }
    }

    private void Try(Action action, string errorId)
    {
        try
        {
            action();
        }
        catch (PSInvalidOperationException failure)
        {
            Refuse(failure, errorId);
        }
    }
}
