using System.Management.Automation;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>Opens the store to answer, as the real one does: a locked one tells nothing.</summary>
[Cmdlet(VerbsCommon.Get, "SecretStoreConfiguration")]
[OutputType(typeof(SecureStoreConfig))]
public sealed class GetSecretStoreConfiguration : SecretStoreCmdlet
{
    protected override void EndProcessing() => WriteObject(OpenOrAsk().Configuration);
}
