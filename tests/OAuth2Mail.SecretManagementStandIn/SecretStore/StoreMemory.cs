using System.Management.Automation;
using System.Security;
using Microsoft.PowerShell.SecretManagement;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>
/// All secrets as this process remembers them. They are read once, and each write puts all of them into the file, over
/// whatever other processes have written there. A write that fails leaves them changed all the same.
/// </summary>
internal sealed class StoreMemory : IDisposable
{
    private readonly object _gate = new();

    private Dictionary<string, StoredSecret> _secrets;
    private SecureString? _password;
    private Timer? _passwordTimer;

    public StoreMemory(SecureStoreConfig configuration, Dictionary<string, StoredSecret> secrets, SecureString? password)
    {
        Configuration = configuration;
        _secrets = secrets;
        SetPassword(password);
    }

    public SecureStoreConfig Configuration { get; private set; }

    public IReadOnlyList<StoredSecret> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _secrets.Values];
            }
        }
    }

    public bool HasPassword => _password is not null;

    public void Dispose() => _passwordTimer?.Dispose();

    public StoredSecret? Read(string name)
    {
        lock (_gate)
        {
            _ = TakePassword();
            return _secrets.GetValueOrDefault(name);
        }
    }

    public void Write(StoredSecret secret)
    {
        lock (_gate)
        {
            var password = TakePassword();
            if (_secrets.Remove(secret.Name))
            {
                // Between the two the file is without the secret: who ends here has lost it.
                WriteFile(password, "Unable to replace existing store item, error: ");
            }

            _secrets.Add(secret.Name, secret);
            WriteFile(password);
        }
    }

    public bool Delete(string name)
    {
        lock (_gate)
        {
            var password = TakePassword();
            if (!_secrets.Remove(name))
            {
                return false;
            }

            WriteFile(password);
            return true;
        }
    }

    /// <summary>Reads the file again, unless that fails.</summary>
    public void Reload()
    {
        try
        {
            lock (_gate)
            {
                _secrets = StoreFiles.ReadStore(_password) ?? _secrets;
            }
        }
        catch (PSInvalidOperationException)
        {
            // The password has run out, or somebody is just writing.
        }
    }

    public void SetPassword(SecureString? password)
    {
        if (password is not null && !Configuration.PasswordRequired)
        {
            throw new PSInvalidOperationException("The local store is not configured to use a password.");
        }

        lock (_gate)
        {
            _password = password?.Copy();
        }

        if (password is not null)
        {
            SetPasswordTimeout(Configuration.PasswordTimeout);
        }
    }

    public void SetPasswordTimeout(int seconds)
    {
        _passwordTimer?.Dispose();
        _passwordTimer = seconds > 0
            ? new Timer(_ => ForgetPassword(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan)
            : null;
    }

    /// <summary>Writes the secrets anew under another password.</summary>
    public void ChangePassword(SecureString? oldPassword, SecureString? newPassword)
    {
        lock (_gate)
        {
            _secrets = StoreFiles.ReadStore(oldPassword) ?? _secrets;
            StoreFiles.WriteStore(newPassword, _secrets);
        }

        SetPassword(newPassword);
    }

    /// <param name="askPassword">Asks for the new password, or for the old one where none is needed any more.</param>
    public void Configure(SecureStoreConfig configuration, Func<SecureString> askPassword)
    {
        var before = Configuration;
        Configuration = configuration;
        StoreFiles.WriteConfiguration(configuration);
        if (before.PasswordRequired == configuration.PasswordRequired)
        {
            return;
        }

        try
        {
            var password = askPassword();
            ChangePassword(before.PasswordRequired ? password : null, configuration.PasswordRequired ? password : null);
        }
        catch (InvalidOperationException failure)
        {
            Configuration = before;
            StoreFiles.WriteConfiguration(before);
            throw new PSInvalidOperationException(
                $"Unable to update local store data from configuration change with error: {failure.Message}", failure);
        }
    }

    private SecureString? TakePassword()
    {
        if (Configuration.PasswordRequired && _password is null)
        {
            throw new PasswordRequiredException(LocalSecretStore.PasswordRequiredMessage);
        }

        var password = _password;
        if (Configuration.PasswordTimeout == 0)
        {
            // It serves once.
            _password = null;
        }

        return password;
    }

    private void ForgetPassword()
    {
        lock (_gate)
        {
            _password = null;
        }
    }

    private void WriteFile(SecureString? password, string problem = "")
    {
        try
        {
            StoreFiles.WriteStore(password, _secrets);
        }
        catch (PSInvalidOperationException failure)
        {
            throw StoreException.Unwritable(problem + failure.Message, failure);
        }
    }
}
