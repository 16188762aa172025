using System.Collections;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>One file a secret: what one process writes is what every other reads next, as in Azure Key Vault.</summary>
internal sealed class SecretFolder(string path) : SecretStorage
{
    public override IReadOnlyList<StoredSecret> All =>
        [.. (Directory.Exists(path) ? Directory.EnumerateFiles(path, "*" + ClixmlFile.Extension) : [])
            .Select(ClixmlFile.Read)
            .OfType<Hashtable>()
            .Select(StoredSecret.From)];

    public override StoredSecret? Read(string name) =>
        ClixmlFile.Read(ClixmlFile.PathFor(path, name)) is { } stored ? StoredSecret.From(stored) : null;

    public override void Write(StoredSecret secret) => ClixmlFile.Write(ClixmlFile.PathFor(path, secret.Name), secret.ToHashtable());

    public override bool Delete(string name) => ClixmlFile.Delete(ClixmlFile.PathFor(path, name));
}
