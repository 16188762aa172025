using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>A vault passes when it answers.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SecretVault")]
[OutputType(typeof(bool))]
public sealed class TestSecretVaultCommand : SecretCmdlet
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    public string[]? Name { get; set; }

    protected override void ProcessRecord()
    {
        var results = new List<bool>();
        foreach (var name in Name ?? ["*"])
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            var found = VaultRegistry.All.Where(vault => pattern.IsMatch(vault.Name)).ToList();
            results.AddRange(found.Select(Test));
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    new ItemNotFoundException($"Vault {name} does not exist in registry."),
                    "TestSecretVaultNotFound",
                    ErrorCategory.ObjectNotFound,
                    this));
            }
        }

        if (results.Count > 0)
        {
            WriteObject(results.TrueForAll(passed => passed));
        }
    }

    private bool Test(RegisteredVault vault)
    {
        try
        {
            return Call(vault, () => vault.List("*"), "TestSecretVaultInvalidOperation", $"Unable to run Test-SecretVault on vault {vault.Name}")
                .Succeeded;
        }
        catch (PasswordRequiredException locked)
        {
            WriteError(new ErrorRecord(locked, nameof(PasswordRequiredException), ErrorCategory.NotSpecified, targetObject: null));
            return false;
        }
    }
}
