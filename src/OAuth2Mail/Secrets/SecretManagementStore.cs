using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Security;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Secrets;

/// <summary>Keeps profiles in SecretManagement vaults.</summary>
/// <remarks>
/// The commands run on the pipeline thread, in the user's runspace, so that a vault's own prompt reaches the user's
/// host, and inside <see cref="SecretManagementGate"/>.
/// </remarks>
internal sealed class SecretManagementStore(CmdletPipeline pipeline) : IProfileStore
{
    public async Task<IReadOnlyList<VaultDescription>> GetVaultsAsync(CancellationToken cancellationToken)
    {
        SecretCommandResult result =
            await RunAsync("Get-SecretVault", new Hashtable(), cancellationToken).ConfigureAwait(false);
        if (result.Errors.Count > 0)
        {
            throw SecretFailures.From(result.Errors[0], "The vaults cannot be listed", vault: null);
        }

        return
        [
            .. result.Output
                .Select(vault => new VaultDescription(
                    (string)vault.Properties["Name"].Value,
                    vault.Properties["IsDefault"]?.Value is true,
                    SecretStoreMemory.FileOf(vault.Properties["ModuleName"]?.Value as string)))
                .OrderByDescending(vault => vault.IsDefault),
        ];
    }

    public async Task<IReadOnlyList<string>> ListAsync(string vault, string pattern, CancellationToken cancellationToken)
    {
        SecretCommandResult result = await RunAsync(
            "Get-SecretInfo",
            new Hashtable { ["Vault"] = vault, ["Name"] = pattern },
            cancellationToken).ConfigureAwait(false);
        return result.Errors.Count > 0
            ? throw SecretFailures.From(result.Errors[0], $"The secrets of vault '{vault}' cannot be listed", vault)
            : [.. result.Output.Select(info => (string)info.Properties["Name"].Value)];
    }

    public async Task<string?> ReadAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        SecretCommandResult result = await RunAsync(
            "Get-Secret",
            new Hashtable { ["Vault"] = vault, ["Name"] = secretName },
            cancellationToken).ConfigureAwait(false);
        // It may be among other objects: some vaults let the output of their own commands through.
        if (result.Output.Select(item => item.BaseObject).OfType<SecureString>().FirstOrDefault() is SecureString value)
        {
            return SecureStringText.Read(value);
        }

        // A string if $PSDefaultParameterValues['Get-Secret:AsPlainText'] is set; anything else is not ours, and fails when read.
        if (result.Output.Count > 0)
        {
            return result.Output.Select(item => item.BaseObject).OfType<string>().FirstOrDefault() ?? "";
        }

        // "Not found" is also reported along with the real error, so it counts only if it is the only error.
        ErrorRecord? failure = result.Errors.FirstOrDefault(error => !SecretFailures.IsNotFound(error));
        return failure is null
            ? null
            : throw SecretFailures.From(failure, $"Secret '{secretName}' of vault '{vault}' cannot be read", vault);
    }

    public async Task WriteAsync(string vault, string secretName, string value, CancellationToken cancellationToken)
    {
        SecretCommandResult result = await RunAsync(
            "Set-Secret",
            new Hashtable
            {
                ["Vault"] = vault,
                ["Name"] = secretName,
                ["SecureStringSecret"] = SecureStringText.Make(value),
                ["Confirm"] = false,
                ["WhatIf"] = false,
            },
            cancellationToken).ConfigureAwait(false);
        if (result.Errors.Count > 0)
        {
            throw SecretFailures.From(
                result.Errors[0], $"Secret '{secretName}' cannot be written to vault '{vault}'", vault);
        }
    }

    public async Task RemoveAsync(string vault, string secretName, CancellationToken cancellationToken)
    {
        SecretCommandResult result = await RunAsync(
            "Remove-Secret",
            new Hashtable { ["Vault"] = vault, ["Name"] = secretName, ["Confirm"] = false, ["WhatIf"] = false },
            cancellationToken).ConfigureAwait(false);
        if (result.Errors.Count > 0)
        {
            throw SecretFailures.From(
                result.Errors[0], $"Secret '{secretName}' cannot be removed from vault '{vault}'", vault);
        }
    }

    public Task RenewAsync(string vault, CancellationToken cancellationToken) => InGateAsync(
        () =>
        {
            SecretStoreMemory.Drop(vault);
            return true;
        },
        cancellationToken);

    private Task<SecretCommandResult> RunAsync(string command, Hashtable parameters, CancellationToken cancellationToken) =>
        InGateAsync(() => Run(command, parameters), cancellationToken);

    // The gate is entered and left on the pipeline thread: holding it while waiting for that thread would be a deadlock if
    // another command of ours further down the pipeline waits for the gate.
    private Task<T> InGateAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return pipeline.InvokeAsync(_ =>
        {
            using (SecretManagementGate.Enter(pipeline.Stopping))
            {
                return call();
            }
        });
    }

    private static SecretCommandResult Run(string command, Hashtable parameters)
    {
        using var powershell = SecretManagementCommand.Create(command, parameters)
            // The user's $ErrorActionPreference must not let a missing secret end the pipeline.
            .AddParameter("ErrorAction", ActionPreference.Continue);
        try
        {
            Collection<PSObject> output = powershell.Invoke();
            return new SecretCommandResult(output, [.. powershell.Streams.Error]);
        }
        catch (CommandNotFoundException)
        {
            throw SecretFailures.NotInstalled();
        }
        catch (RuntimeException e) when (e is not PipelineStoppedException)
        {
            return new SecretCommandResult([], [e.ErrorRecord]);
        }
    }

    private sealed record SecretCommandResult(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors);
}
