using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretStore;

[Cmdlet(VerbsCommon.Set, "SecretStoreConfiguration", DefaultParameterSetName = ParameterSet, SupportsShouldProcess = true,
    ConfirmImpact = ConfirmImpact.High)]
[OutputType(typeof(SecureStoreConfig))]
public sealed class SetSecretStoreConfiguration : SecretStoreCmdlet
{
    private const string ParameterSet = "ParameterSet";
    private const string DefaultParameterSet = "DefaultParameterSet";

    [Parameter(ParameterSetName = ParameterSet)]
    public SecureStoreScope Scope { get; set; }

    [Parameter(ParameterSetName = ParameterSet)]
    public Authenticate Authentication { get; set; }

    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int PasswordTimeout { get; set; }

    [Parameter(ParameterSetName = ParameterSet)]
    public Interaction Interaction { get; set; }

    [Parameter(ParameterSetName = DefaultParameterSet)]
    public SwitchParameter Default { get; set; }

    [Parameter]
    public SecureString? Password { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override void BeginProcessing()
    {
        if (MyInvocation.BoundParameters.Count == 0)
        {
            Refuse(new PSInvalidOperationException("No parameter arguments were specified. Terminating operation."),
                "SecretSToreSetConfigurationNoParameterArguments");
        }
    }

    protected override void EndProcessing()
    {
        RefuseAllUsers(Scope);
        var password = Check(Password);
        var isLocked = LocalSecretStore.StoredConfiguration.PasswordRequired;
        if (isLocked && Authentication == Authenticate.Password && StoreFiles.StoreExists && password is not null)
        {
            Refuse(new PSNotSupportedException(
                "The Microsoft.PowerShell.SecretStore is already configured to require a password, and a new password cannot be added.\n"
                + "Use the Set-SecretStorePassword cmdlet to change an existing password."),
                "SecretStoreInvalidConfiguration", ErrorCategory.NotEnabled);
        }

        if (!ShouldProcess("SecretStore module local store", "Changes local store configuration"))
        {
            return;
        }

        var store = OpenOrAsk(isLocked ? password : null);
        var configuration = Default ? SecureStoreConfig.Default : MyInvocation.BoundParameters.Apply(to: store.Configuration);
        try
        {
            store.Configure(configuration, () => password ?? AskForPassword(configuration));
        }
        catch (PSInvalidOperationException failure)
        {
            Refuse(new PSInvalidOperationException(failure.Message), "SecretStoreConfigurationUpdateFailed");
        }

        if (PassThru)
        {
            WriteObject(configuration);
        }
    }

    private SecureString AskForPassword(SecureStoreConfig configuration) => configuration.PasswordRequired
        ? PasswordPrompt.AskForNew(Host, "A password is now required for the local store configuration.\n"
            + "To complete the change please provide new password.")
        : PasswordPrompt.Ask(Host, "A password is no longer required for the local store configuration.\n"
            + "To complete the change please provide the current password.");
}
