using System.Collections.ObjectModel;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What a vault tells about a secret without giving it away.</summary>
public sealed class SecretInformation(
    string name, SecretType type, string vaultName, ReadOnlyDictionary<string, object> metadata)
{
    public string Name { get; } = name;

    public SecretType Type { get; } = type;

    public string VaultName { get; } = vaultName;

    public ReadOnlyDictionary<string, object> Metadata { get; } = metadata;
}
