using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.SecretStore;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What the commands share: finding a vault, and calling it through the one runspace that the process has.</summary>
public abstract class SecretCmdlet : PSCmdlet
{
    private static int s_callsInside;

    private protected void WarnWithoutVaults()
    {
        if (VaultRegistry.All.Count == 0)
        {
            WriteWarning("There are currently no extension vaults registered.");
        }
    }

    private protected RegisteredVault GetVault(string name)
    {
        if (VaultRegistry.Find(name) is { } vault)
        {
            return vault;
        }

        ThrowTerminatingError(new ErrorRecord(
            new PSInvalidOperationException($"Vault not found in registry: {name}"),
            "GetSecretVaultNotFound",
            ErrorCategory.ObjectNotFound,
            this));
        throw new InvalidOperationException("unreachable");
    }

    private protected StoredSecret? ReadSecret(RegisteredVault vault, string name) =>
        Call(vault, () => vault.Read(name), "GetSecretInvalidOperation", $"Unable to get secret {name} from vault {vault.Name}").Result;

    private protected IReadOnlyList<StoredSecret> ListSecrets(RegisteredVault vault, string filter) =>
        Call(vault, () => vault.List(filter), "GetSecretInfoInvalidOperation",
            $"Unable to get secret information from vault {vault.Name}").Result ?? [];

    private protected void WriteSecret(RegisteredVault vault, string name, object secret, Hashtable? metadata)
    {
        var (written, _) = Call(vault, () =>
        {
            vault.Write(StoredSecret.From(name, secret, metadata));
            return true;
        }, "SetSecretInvalidOperation", $"Unable to add secret {name} to vault {vault.Name}");
        if (written)
        {
            WriteVerbose($"Secret {name} was successfully added to vault {vault.Name}.");
        }
    }

    private protected void RemoveSecret(RegisteredVault vault, string name)
    {
        var (called, existed) = Call(vault, () => vault.Delete(name), "RemoveSecretInvalidOperation",
            $"Unable to remove secret {name} from vault {vault.Name}");
        if (called && !existed)
        {
            // This one is the vault's, here SecretStore's, not SecretManagement's.
            WriteError(new ErrorRecord(
                new ItemNotFoundException($"Remove-Secret error in vault {vault.Name} : Secret not found"),
                "SecretStoreRemoveSecretFailed",
                ErrorCategory.InvalidOperation,
                targetObject: null));
        }
    }

    private void Ask(RegisteredVault vault)
    {
        if (!vault.Asks)
        {
            return;
        }

        try
        {
            vault.Unlock(PasswordPrompt.Ask(Host, $"Vault {vault.Name} requires a password."));
        }
        catch (InvalidOperationException failure)
        {
            // A wrong password and a host that cannot ask come to the same.
            throw new PasswordRequiredException(LocalSecretStore.PasswordRequiredMessage, failure);
        }
    }

    /// <summary>
    /// A locked vault's exception goes up; SecretStore's failures are errors of its own; any other failure is one of the
    /// command. One runspace serves the process,
    /// so a call that comes in while another is inside fails.
    /// </summary>
    private protected (bool Succeeded, T? Result) Call<T>(RegisteredVault vault, Func<T> call, string errorId, string message)
    {
        Exception failure;
        if (Interlocked.CompareExchange(ref s_callsInside, 1, 0) != 0)
        {
            failure = new PSInvalidOperationException(
                "The pipeline was not run because a pipeline is already running. Pipelines cannot be run concurrently.");
        }
        else
        {
            try
            {
                vault.Delay();
                Ask(vault);
                return (true, call());
            }
            catch (StoreException storeFailure)
            {
                WriteError(storeFailure.ToError(MyInvocation.MyCommand.Name, vault.Name));
                return (false, default);
            }
            catch (Exception exception) when (exception is not PasswordRequiredException)
            {
                failure = exception;
            }
            finally
            {
                Volatile.Write(ref s_callsInside, 0);
            }
        }

        WriteError(new ErrorRecord(
            new PSInvalidOperationException(message, failure), errorId, ErrorCategory.InvalidOperation, targetObject: vault.Name));
        return (false, default);
    }
}
