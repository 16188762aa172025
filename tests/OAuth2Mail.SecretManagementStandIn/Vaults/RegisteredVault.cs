using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.PowerShell.SecretStore;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>
/// A vault that misbehaves as its parameters demand: <c>Locked</c>, <c>Interaction</c> (a locked one asks, as SecretStore
/// does with <c>Prompt</c>), <c>FailSet</c> (so many), <c>MaximumSize</c> (bytes), <c>NamePattern</c>,
/// <c>DelayMilliseconds</c>. Vaults of SecretStore are one store, with its memory; any other is always current.
/// </summary>
internal sealed class RegisteredVault(string name, string moduleName, string description, Hashtable parameters)
{
    private const string SecretStoreModule = "Microsoft.PowerShell.SecretStore";

    // As in a real vault, unlocking lasts as long as the process.
    private static readonly ConcurrentDictionary<string, bool> s_unlocked = new(StringComparer.OrdinalIgnoreCase);

    public RegisteredVault(Hashtable stored)
        : this((string)stored["Name"]!, (string)stored["ModuleName"]!, (string)stored["Description"]!, (Hashtable)stored["Parameters"]!)
    {
    }

    public string Name { get; } = name;

    public string ModuleName { get; } = moduleName;

    public string Description { get; } = description;

    public Hashtable Parameters { get; } = parameters;

    private SecretStorage Storage { get; } = moduleName.Equals(SecretStoreModule, StringComparison.OrdinalIgnoreCase)
        ? LocalSecretStore.Instance
        : new SecretFolder(Path.Combine(VaultRegistry.Root, "stores", Uri.EscapeDataString($"vault {name}".ToLowerInvariant())));

    public Hashtable ToHashtable() =>
        new() { ["Name"] = Name, ["ModuleName"] = ModuleName, ["Description"] = Description, ["Parameters"] = Parameters };

    /// <summary>Whether the vault asks for its password before anything else.</summary>
    public bool Asks => IsLocked ? Fault<string>("Interaction") == "Prompt" : Storage.AsksForPassword;

    private bool IsLocked => Fault<bool>("Locked") && !s_unlocked.ContainsKey(Name);

    public void Unlock(SecureString password)
    {
        if (!Fault<bool>("Locked"))
        {
            Storage.Unlock(password);
            return;
        }

        if (Fault<string>("Password") is { } expected && expected != StoredSecret.Reveal(password))
        {
            throw new PSInvalidOperationException("wrong password");
        }

        s_unlocked[Name] = true;
    }

    public void Lock() => s_unlocked.TryRemove(Name, out _);

    public void Delay() => Thread.Sleep(Fault<int>("DelayMilliseconds"));

    public StoredSecret? Read(string secretName)
    {
        Demand(secretName);
        return Storage.Read(secretName);
    }

    public IReadOnlyList<StoredSecret> List(string filter)
    {
        DemandUnlocked();
        var pattern = new WildcardPattern(filter, WildcardOptions.IgnoreCase);
        return [.. Storage.All
            .Where(secret => pattern.IsMatch(secret.Name))
            .OrderBy(secret => secret.Name, StringComparer.OrdinalIgnoreCase)];
    }

    public void Write(StoredSecret secret)
    {
        Demand(secret.Name);
        if (Fault<int>("FailSet") is > 0 and var left)
        {
            Parameters["FailSet"] = left - 1;
            VaultRegistry.Save(this);
            throw new IOException($"Vault {Name} was told to fail.");
        }

        if (Fault<int>("MaximumSize") is > 0 and var limit && secret.Value is string text && Encoding.UTF8.GetByteCount(text) > limit)
        {
            throw new InvalidOperationException($"The secret is larger than the {limit} bytes that vault {Name} takes.");
        }

        Storage.Write(secret);
    }

    public bool Delete(string secretName)
    {
        Demand(secretName);
        return Storage.Delete(secretName);
    }

    private void Demand(string secretName)
    {
        DemandUnlocked();
        if (Fault<string>("NamePattern") is { Length: > 0 } pattern && !Regex.IsMatch(secretName, pattern))
        {
            throw new ArgumentException($"Vault {Name} takes no secret called '{secretName}'.");
        }
    }

    private void DemandUnlocked()
    {
        if (IsLocked)
        {
            throw new PasswordRequiredException($"Vault {Name} requires a password.");
        }
    }

    private T? Fault<T>(string fault) =>
        Parameters[fault] is { } value ? LanguagePrimitives.ConvertTo<T>(value) : default;
}
