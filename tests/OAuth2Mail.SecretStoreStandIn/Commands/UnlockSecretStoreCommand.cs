using System.Management.Automation;
using System.Security;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>On a store without a password this is an error, and makes the process read the store's file again.</summary>
[Cmdlet(VerbsCommon.Unlock, "SecretStore")]
public sealed class UnlockSecretStoreCommand : SecretStoreCmdlet
{
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    public SecureString Password { get; set; } = null!;

    [Parameter]
    [ValidateRange(-1, int.MaxValue / 1000)]
    public int PasswordTimeout { get; set; }

    protected override void EndProcessing() => LocalSecretStore.Instance.Unlock(
        Check(Password)!, MyInvocation.BoundParameters.ContainsKey(nameof(PasswordTimeout)) ? PasswordTimeout : null);
}
