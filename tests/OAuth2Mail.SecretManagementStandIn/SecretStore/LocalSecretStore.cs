using System.Management.Automation;
using System.Security;
using Microsoft.PowerShell.SecretManagement;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>
/// The store that all vaults of SecretStore share, as this process sees it: what it remembers from its first use on. It
/// looks into the file again five seconds after others wrote, but not if that was within five seconds of a write of its
/// own; at once when the configuration is written; and when somebody tries to unlock the store, rightly or not.
/// </summary>
internal sealed class LocalSecretStore : SecretStorage
{
    public const string PasswordRequiredMessage =
        "A valid password is required to access the Microsoft.PowerShell.SecretStore vault.\n"
        + "Use the Unlock-SecretStore cmdlet to provide the required password to access the store.";

    private readonly object _gate = new();

    private volatile StoreMemory? _memory;

    private LocalSecretStore()
    {
        StoreWatcher.StoreChanged += Reload;
        StoreWatcher.ConfigurationChanged += Forget;
    }

    public static LocalSecretStore Instance { get; } = new();

    /// <summary>Asked for before a password is: reads no secret.</summary>
    public static SecureStoreConfig StoredConfiguration => StoreFiles.ReadConfiguration() ?? SecureStoreConfig.Unconfigured;

    public override IReadOnlyList<StoredSecret> All => OpenForVault().All;

    public override bool AsksForPassword =>
        _memory is not { HasPassword: true } && StoredConfiguration is { PasswordRequired: true, Interaction: Interaction.Prompt };

    public override StoredSecret? Read(string name) => OpenForVault().Read(name);

    public override void Write(StoredSecret secret) => OpenForVault().Write(secret);

    public override bool Delete(string name) => OpenForVault().Delete(name);

    /// <summary>What the process remembers is dropped in any case, so a password that is wrong locks an open store.</summary>
    public override void Unlock(SecureString password) => Unlock(password, timeout: null);

    public void Unlock(SecureString password, int? timeout)
    {
        var memory = Open(password);
        if (timeout is { } seconds)
        {
            memory.SetPasswordTimeout(seconds);
        }
    }

    public StoreMemory Open(SecureString? password = null)
    {
        if (password is not null)
        {
            Forget();
        }

        lock (_gate)
        {
            return _memory ??= Load(password);
        }
    }

    public void Forget()
    {
        lock (_gate)
        {
            _memory?.Dispose();
            _memory = null;
        }
    }

    private StoreMemory OpenForVault()
    {
        try
        {
            return Open();
        }
        catch (PSInvalidOperationException failure)
        {
            throw StoreException.Unreadable(failure);
        }
    }

    private static StoreMemory Load(SecureString? password)
    {
        if (StoreFiles.ReadConfiguration() is not { } configuration)
        {
            configuration = SecureStoreConfig.Unconfigured;
            StoreFiles.WriteConfiguration(configuration);
        }

        if (configuration.PasswordRequired && password is null)
        {
            throw new PasswordRequiredException(PasswordRequiredMessage);
        }

        if (!configuration.PasswordRequired && password is not null)
        {
            throw new PSInvalidOperationException(
                "The local store is not configured to use a password. First change the store configuration to require a password.");
        }

        if (StoreFiles.ReadStore(password) is not { } secrets)
        {
            secrets = new(StringComparer.OrdinalIgnoreCase);
            StoreFiles.WriteStore(password, secrets);
        }

        return new StoreMemory(configuration, secrets, password);
    }

    private void Reload(DateTime changed)
    {
        if (changed - StoreFiles.LastStoreWrite > StoreWatcher.Delay)
        {
            _memory?.Reload();
        }
    }
}
