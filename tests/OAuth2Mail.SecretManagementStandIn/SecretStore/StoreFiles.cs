using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Microsoft.PowerShell.SecretManagement;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>The two files of the store: all secrets in one, the configuration in the other.</summary>
internal static class StoreFiles
{
    private const string Store = "local store file";
    private const string ConfigurationOfStore = "local store configuration file";

    private static long s_lastStoreWrite = DateTime.MinValue.Ticks;

    public static string Folder { get; } = Directory.CreateDirectory(
        Path.Combine(VaultRegistry.Root, "stores", "microsoft.powershell.secretstore")).FullName;

    public static string StorePath { get; } = Path.Combine(Folder, "storefile");

    public static string ConfigurationPath { get; } = Path.Combine(Folder, "storeconfig");

    /// <summary>When this process wrote the secrets last.</summary>
    public static DateTime LastStoreWrite => new(Interlocked.Read(ref s_lastStoreWrite));

    public static bool StoreExists => File.Exists(StorePath);

    public static SecureStoreConfig? ReadConfiguration() =>
        File.Exists(ConfigurationPath)
            ? SecureStoreConfig.From(ClixmlFile.Parse(Encoding.UTF8.GetString(ContendedFile.Read(ConfigurationPath, ConfigurationOfStore)))!)
            : null;

    public static void WriteConfiguration(SecureStoreConfig configuration) => ContendedFile.Write(
        ConfigurationPath, Encoding.UTF8.GetBytes(ClixmlFile.Format(configuration.ToHashtable())), ConfigurationOfStore);

    /// <returns>All secrets by their names, or null where there is no file yet.</returns>
    public static Dictionary<string, StoredSecret>? ReadStore(SecureString? password)
    {
        if (!StoreExists)
        {
            return null;
        }

        var content = ContendedFile.Read(StorePath, Store).AsSpan();
        if (content.Length < SHA256.HashSizeInBytes
            || !content[..SHA256.HashSizeInBytes].SequenceEqual(Seal(password, content[SHA256.HashSizeInBytes..])))
        {
            throw new PSInvalidOperationException("""
                Store file integrity check failed.
                The provided password may be invalid, or store files have become corrupted or have been tampered with.
                """);
        }

        var stored = ClixmlFile.Parse(Encoding.UTF8.GetString(content[SHA256.HashSizeInBytes..]))!;
        return stored.Values.Cast<Hashtable>().Select(StoredSecret.From)
            .ToDictionary(secret => secret.Name, StringComparer.OrdinalIgnoreCase);
    }

    public static void WriteStore(SecureString? password, IReadOnlyDictionary<string, StoredSecret> secrets)
    {
        var stored = new Hashtable();
        foreach (var (name, secret) in secrets)
        {
            stored[name] = secret.ToHashtable();
        }

        var content = Encoding.UTF8.GetBytes(ClixmlFile.Format(stored));
        ContendedFile.Write(StorePath, [.. Seal(password, content), .. content], Store);
        Interlocked.Exchange(ref s_lastStoreWrite, DateTime.Now.Ticks);
    }

    public static void RemoveStore() => ContendedFile.Delete(StorePath, "the " + Store);

    private static byte[] Seal(SecureString? password, ReadOnlySpan<byte> content) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(new NetworkCredential(string.Empty, password).Password), .. content]);
}
