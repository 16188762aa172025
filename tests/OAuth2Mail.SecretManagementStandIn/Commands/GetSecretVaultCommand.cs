using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

[Cmdlet(VerbsCommon.Get, "SecretVault")]
[OutputType(typeof(SecretVaultInfo))]
public sealed class GetSecretVaultCommand : SecretCmdlet
{
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    protected override void EndProcessing()
    {
        foreach (var name in Name ?? ["*"])
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var found = VaultRegistry.All.Where(vault => pattern.IsMatch(vault.Name)).ToList();
            found.ForEach(vault => WriteObject(new SecretVaultInfo(vault, VaultRegistry.IsDefault(vault))));
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"Vault {name} does not exist in registry."),
                    "GetSecretVaultNotFound",
                    ErrorCategory.ObjectNotFound,
                    this));
            }
        }
    }
}
