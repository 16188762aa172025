using System.Security;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>Where a vault's secrets are.</summary>
internal abstract class SecretStorage
{
    public abstract IReadOnlyList<StoredSecret> All { get; }

    public abstract StoredSecret? Read(string name);

    public abstract void Write(StoredSecret secret);

    /// <returns>Whether there was one.</returns>
    public abstract bool Delete(string name);

    /// <summary>Whether somebody has to be asked for a password before anything else.</summary>
    public virtual bool AsksForPassword => false;

    public virtual void Unlock(SecureString password)
    {
    }
}
