using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Unlocks a vault for this process. A vault registered with a <c>Password</c> takes no other.</summary>
[Cmdlet(VerbsCommon.Unlock, "SecretVault")]
public sealed class UnlockSecretVaultCommand : SecretCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true)]
    public SecureString Password { get; set; } = null!;

    protected override void EndProcessing()
    {
        var vault = GetVault(Name);
        if (vault.Parameters["Password"] is string expected && expected != StoredSecret.Reveal(Password))
        {
            WriteError(new ErrorRecord(
                new System.Security.Authentication.AuthenticationException($"{Name} Vault Unlock operation failed with error: wrong password"),
                "SecretStoreUnlockFailed",
                ErrorCategory.AuthenticationError,
                targetObject: null));
            return;
        }

        vault.Unlock();
    }
}
