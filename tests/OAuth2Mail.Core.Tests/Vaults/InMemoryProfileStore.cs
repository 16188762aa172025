using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Tests.Vaults;

/// <summary>
/// Vaults as one process sees them, which refuse on demand. One of a single file, as SecretStore has it, is kept in the
/// process's memory: it shows nothing that others wrote since, and writes the file as a whole, over what they wrote.
/// </summary>
internal sealed class InMemoryProfileStore : IProfileStore
{
    private readonly VaultDescription[] _vaults;
    private readonly ConcurrentDictionary<(string Vault, string Name), string> _file;
    private ConcurrentDictionary<(string Vault, string Name), string>? _memory;
    private int _writes;

    public InMemoryProfileStore(params VaultDescription[] vaults)
        : this(vaults, new())
    {
    }

    private InMemoryProfileStore(VaultDescription[] vaults, ConcurrentDictionary<(string Vault, string Name), string> file) =>
        (_vaults, _file) = (vaults, file);

    /// <summary>Whether a vault of a single file can be made to read it again: one without a password can.</summary>
    public bool IsRenewable { get; init; } = true;

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

    private bool IsSingleFile => _vaults.Any(vault => vault.SharedFile is not null);

    /// <summary>One default vault of a name of its own, so that no other test waits for its locks.</summary>
    public static InMemoryProfileStore WithOneVault() => new(new VaultDescription($"vault-{Guid.NewGuid():N}", IsDefault: true));

    /// <summary>One default vault that is a single file, as SecretStore is.</summary>
    public static InMemoryProfileStore WithSingleFile(bool isRenewable) =>
        new(new VaultDescription($"vault-{Guid.NewGuid():N}", IsDefault: true, SharedFile: $"file-{Guid.NewGuid():N}"))
        {
            IsRenewable = isRenewable,
        };

    /// <summary>The same vaults as another process sees them.</summary>
    public InMemoryProfileStore OfAnotherProcess() => new(_vaults, _file) { IsRenewable = IsRenewable };

    /// <summary>What the vault itself holds.</summary>
    public string? this[string vault, string secretName]
    {
        get => _file.GetValueOrDefault((vault, secretName));
        set
        {
            if (value is null)
            {
                _file.TryRemove((vault, secretName), out _);
            }
            else
            {
                _file[(vault, secretName)] = value;
            }
        }
    }

    public Task<IReadOnlyList<VaultDescription>> GetVaultsAsync(CancellationToken cancellationToken)
        => Task.FromResult<IReadOnlyList<VaultDescription>>(_vaults);

    public Task<IReadOnlyList<string>> ListAsync(string vault, string pattern, CancellationToken cancellationToken)
    {
        if (OnList(vault) is { } failure)
        {
            throw failure;
        }

        var wildcards = new Regex("^" + Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal) + "$");
        return Task.FromResult<IReadOnlyList<string>>(
            [.. Shown.Keys.Where(k => k.Vault == vault && wildcards.IsMatch(k.Name)).Select(k => k.Name).Order(StringComparer.Ordinal)]);
    }

    public async Task<string?> ReadAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return OnRead(vault) is { } failure ? throw failure : Shown.GetValueOrDefault((vault, secretName));
    }

    public async Task WriteAsync(string vault, string secretName, string value, CancellationToken cancellationToken)
    {
        await BeforeWrite(vault);
        Shown[(vault, secretName)] = value;
        WriteFile();
        Interlocked.Increment(ref _writes);
    }

    public Task RenewAsync(string vault, CancellationToken cancellationToken)
    {
        if (IsRenewable)
        {
            _memory = null;
        }

        return Task.CompletedTask;
    }

    public Task RemoveAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        Shown.TryRemove((vault, secretName), out _);
        WriteFile();
        return Task.CompletedTask;
    }

    private ConcurrentDictionary<(string Vault, string Name), string> Shown => IsSingleFile ? _memory ??= new(_file) : _file;

    private void WriteFile()
    {
        if (_memory is null)
        {
            return;
        }

        _file.Clear();
        foreach (var secret in _memory)
        {
            _file[secret.Key] = secret.Value;
        }
    }
}
