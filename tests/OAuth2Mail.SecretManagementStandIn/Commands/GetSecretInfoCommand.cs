using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Get, "SecretInfo")]
[OutputType(typeof(SecretInformation))]
public sealed class GetSecretInfoCommand : SecretCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string? Name { get; set; }

    [Parameter(Position = 1)]
    public string? Vault { get; set; }

    protected override void BeginProcessing() => WarnWithoutVaults();

    protected override void EndProcessing()
    {
        if (!string.IsNullOrEmpty(Vault))
        {
            Write(GetVault(Vault));
            return;
        }

        foreach (var vault in VaultRegistry.All.OrderByDescending(VaultRegistry.IsDefault))
        {
            Write(vault);
        }
    }

    private void Write(RegisteredVault vault)
    {
        try
        {
            foreach (var secret in ListSecrets(vault, string.IsNullOrEmpty(Name) ? "*" : Name))
            {
                WriteObject(secret.Describe(vault.Name));
            }
        }
        catch (PasswordRequiredException locked)
        {
            WriteError(new ErrorRecord(locked, "GetSecretInfoException", ErrorCategory.InvalidOperation, this));
        }
    }
}
