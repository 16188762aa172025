namespace Microsoft.PowerShell.SecretManagement;

/// <summary>A registered vault, as <c>Get-SecretVault</c> shows it.</summary>
public sealed class SecretVaultInfo
{
    internal SecretVaultInfo(RegisteredVault vault, bool isDefault)
    {
        Name = vault.Name;
        ModuleName = vault.ModuleName;
        ModulePath = vault.ModuleName;
        Description = vault.Description;
        VaultParameters = vault.Parameters.Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value!);
        IsDefault = isDefault;
    }

    public string Name { get; }

    public string ModuleName { get; }

    public string ModulePath { get; }

    public string Description { get; }

    public IReadOnlyDictionary<string, object> VaultParameters { get; }

    public bool IsDefault { get; }
}
