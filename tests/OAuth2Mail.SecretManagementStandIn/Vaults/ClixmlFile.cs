using System.Collections;
using System.Management.Automation;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Hashtables in files. Several processes may look at one: a reader sees the old file or the new one.</summary>
internal static class ClixmlFile
{
    public const string Extension = ".clixml";

    public static Hashtable? Read(string path)
    {
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public static void Write(string path, Hashtable content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, Format(content));
        File.Move(temporary, path, overwrite: true);
    }

    public static bool Delete(string path)
    {
        var existed = File.Exists(path);
        File.Delete(path);
        return existed;
    }

    public static string Format(Hashtable content) => PSSerializer.Serialize(content, depth: 7);

    public static Hashtable? Parse(string clixml) => Unwrap(PSSerializer.Deserialize(clixml)) as Hashtable;

    private static object? Unwrap(object? deserialized) => deserialized switch
    {
        PSObject wrapper => Unwrap(wrapper.BaseObject),
        Hashtable table => new Hashtable(
            table.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key, entry => Unwrap(entry.Value)), StringComparer.OrdinalIgnoreCase),
        _ => deserialized,
    };

    /// <summary>Names of secrets and vaults ignore case; file systems differ about that.</summary>
    public static string PathFor(string directory, string name) =>
        Path.Combine(directory, Uri.EscapeDataString(name.ToLowerInvariant()) + Extension);
}
