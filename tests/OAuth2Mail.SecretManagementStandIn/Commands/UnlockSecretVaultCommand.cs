using System.Management.Automation;
using System.Security;
using System.Security.Authentication;

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
        try
        {
            vault.Unlock(Password);
        }
        catch (InvalidOperationException failure)
        {
            WriteError(new ErrorRecord(
                new AuthenticationException($"{Name} Vault Unlock operation failed with error: {failure.Message}"),
                "SecretStoreUnlockFailed",
                ErrorCategory.AuthenticationError,
                targetObject: null));
        }
    }
}
