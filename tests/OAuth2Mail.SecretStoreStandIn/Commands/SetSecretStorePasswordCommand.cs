using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretStore;

[Cmdlet(VerbsCommon.Set, "SecretStorePassword", DefaultParameterSetName = NoParameterSet)]
public sealed class SetSecretStorePasswordCommand : SecretStoreCmdlet
{
    private const string NoParameterSet = "NoParameterSet";
    private const string ParameterSet = "ParameterSet";

    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ParameterSet, ValueFromPipeline = true)]
    [ValidateNotNull]
    public SecureString? NewPassword { get; set; }

    [Parameter(Position = 1, ParameterSetName = ParameterSet)]
    public SecureString? Password { get; set; }

    protected override void EndProcessing()
    {
        var isAsked = ParameterSetName == NoParameterSet;
        var oldPassword = isAsked ? PasswordPrompt.Ask(Host, "Old password") : Check(Password);
        var newPassword = isAsked ? PasswordPrompt.AskForNew(Host, "New password") : Check(NewPassword);
        var store = LocalSecretStore.Instance.Open(oldPassword);
        if (!store.Configuration.PasswordRequired)
        {
            throw new PSInvalidOperationException("The local store is not configured to use a password.");
        }

        store.ChangePassword(oldPassword, newPassword);

        // As in the real one: whoever has the store open drops it, this process too.
        StoreFiles.WriteConfiguration(store.Configuration);
    }
}
