using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Tests.Vaults;

/// <summary>Vaults in memory, which refuse on demand.</summary>
internal sealed class InMemoryProfileStore(params VaultDescription[] vaults) : IProfileStore
{
    private readonly ConcurrentDictionary<(string Vault, string Name), string> _secrets = new();
    private int _writes;

    /// <summary>What a vault answers instead of reading; null where it reads.</summary>
    public Func<string, OAuth2MailException?> OnRead { get; set; } = static _ => null;

    /// <summary>Called before each write.</summary>
    public Func<string, Task> BeforeWrite { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What a vault answers instead of listing; null where it lists.</summary>
    public Func<string, OAuth2MailException?> OnList { get; set; } = static _ => null;

    /// <summary>Writes that succeeded.</summary>
    public int Writes => _writes;

    public static OAuth2MailException Locked { get; } =
        new("VaultLocked", FailureKind.Unavailable, "The vault is locked.", "Unlock-SecretStore");

    /// <summary>One default vault of a name of its own, so that no other test waits for its locks.</summary>
    public static InMemoryProfileStore WithOneVault() => new(new VaultDescription($"vault-{Guid.NewGuid():N}", IsDefault: true));

    public string? this[string vault, string secretName]
    {
        get => _secrets.GetValueOrDefault((vault, secretName));
        set => _secrets[(vault, secretName)] = value!;
    }

    public Task<IReadOnlyList<VaultDescription>> GetVaultsAsync(CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<VaultDescription>>(vaults);

    public Task<IReadOnlyList<string>> ListAsync(string vault, string pattern, CancellationToken cancellationToken)
    {
        if (OnList(vault) is { } failure)
        {
            throw failure;
        }

        var wildcards = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
        return Task.FromResult<IReadOnlyList<string>>(
            [.. _secrets.Keys.Where(k => k.Vault == vault && wildcards.IsMatch(k.Name)).Select(k => k.Name).Order(StringComparer.Ordinal)]);
    }

    public async Task<string?> ReadAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return OnRead(vault) is { } failure ? throw failure : this[vault, secretName];
    }

    public async Task WriteAsync(string vault, string secretName, string value, CancellationToken cancellationToken)
    {
        await BeforeWrite(vault);
        _secrets[(vault, secretName)] = value;
        Interlocked.Increment(ref _writes);
    }

    public Task RemoveAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        _secrets.TryRemove((vault, secretName), out _);
        return Task.CompletedTask;
    }
}
