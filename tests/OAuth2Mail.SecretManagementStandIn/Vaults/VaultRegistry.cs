using System.Collections;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>
/// The vaults of this user: one file each below <c>OAUTH2MAIL_STANDIN_VAULTS</c>, or below the home directory. It is read
/// anew each time, so that processes which share it agree.
/// </summary>
internal static class VaultRegistry
{
    public static string Root { get; } = Environment.GetEnvironmentVariable("OAUTH2MAIL_STANDIN_VAULTS") is { Length: > 0 } root
        ? root
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".oauth2mail-standin-vaults");

    private static string Vaults => Path.Combine(Root, "vaults");

    private static string DefaultFile => Path.Combine(Root, "default" + ClixmlFile.Extension);

    public static string DefaultName
    {
        get => ClixmlFile.Read(DefaultFile)?["Name"] as string is { } name && Find(name) is { } vault ? vault.Name : string.Empty;
        set => ClixmlFile.Write(DefaultFile, new Hashtable { ["Name"] = value });
    }

    public static IReadOnlyList<RegisteredVault> All =>
        [.. (Directory.Exists(Vaults) ? Directory.EnumerateFiles(Vaults, "*" + ClixmlFile.Extension) : [])
            .Select(ClixmlFile.Read)
            .OfType<Hashtable>()
            .Select(stored => new RegisteredVault(stored))
            .OrderBy(vault => vault.Name, StringComparer.OrdinalIgnoreCase)];

    public static RegisteredVault? Find(string name) =>
        ClixmlFile.Read(ClixmlFile.PathFor(Vaults, name)) is { } stored ? new RegisteredVault(stored) : null;

    public static void Save(RegisteredVault vault) => ClixmlFile.Write(ClixmlFile.PathFor(Vaults, vault.Name), vault.ToHashtable());

    public static void Remove(string name) => ClixmlFile.Delete(ClixmlFile.PathFor(Vaults, name));

    public static bool IsDefault(RegisteredVault vault) => vault.Name.Equals(DefaultName, StringComparison.OrdinalIgnoreCase);
}
