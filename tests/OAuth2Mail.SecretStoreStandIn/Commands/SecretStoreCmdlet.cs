using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>What the commands of SecretStore share.</summary>
public abstract class SecretStoreCmdlet : PSCmdlet
{
    private protected static SecureString? Check(SecureString? password) =>
        password is { Length: 0 } ? throw new PSInvalidOperationException("A password cannot be empty.") : password;

    /// <summary>The store, where somebody may be asked for its password.</summary>
    private protected StoreMemory OpenOrAsk(SecureString? password = null)
    {
        var store = LocalSecretStore.Instance;
        if (password is null && store.AsksForPassword)
        {
            const string Vault = "Microsoft.PowerShell.SecretStore";
            password = StoreFiles.StoreExists
                ? PasswordPrompt.Ask(Host, $"Vault {Vault} requires a password.")
                : PasswordPrompt.AskForNew(
                    Host, $"Creating a new {Vault} vault. A password is required by the current store configuration.");
        }

        return store.Open(password);
    }

    private protected void RefuseAllUsers(SecureStoreScope scope)
    {
        if (scope == SecureStoreScope.AllUsers)
        {
            Refuse(new PSNotSupportedException("AllUsers scope is not yet supported."),
                "SecretStoreConfigurationNotSupported", ErrorCategory.NotEnabled);
        }
    }

    private protected void Refuse(Exception exception, string errorId, ErrorCategory category = ErrorCategory.InvalidOperation) =>
        ThrowTerminatingError(new ErrorRecord(exception, errorId, category, this));
}
