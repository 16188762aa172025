using System.Management.Automation;

namespace Microsoft.PowerShell.SecretStore;

/// <summary>SecretStore's own failure, which SecretManagement passes on as it is.</summary>
internal sealed class StoreException : Exception
{
    private readonly Func<string, string, ErrorRecord> _toError;

    private StoreException(string message, Exception innerException, Func<string, string, ErrorRecord> toError)
        : base(message, innerException) => _toError = toError;

    /// <summary>The file could not be written. What the process remembers has changed nevertheless.</summary>
    public static StoreException Unwritable(string message, Exception reason) => new(message, reason, (command, vault) => new ErrorRecord(
        new ItemNotFoundException($"{command} error in vault {vault} : {message}"),
        $"SecretStore{command.Replace("-", "", StringComparison.Ordinal)}Failed",
        ErrorCategory.InvalidOperation,
        targetObject: null));

    /// <summary>The file could not be read, or is torn: the real one calls a method from a script that does not expect it.</summary>
    public static StoreException Unreadable(Exception reason) => new(reason.Message, reason, (_, _) => new ErrorRecord(
        new MethodInvocationException($"Exception calling \"GetInstance\" with \"0\" argument(s): \"{reason.Message}\"", reason),
        reason.GetType().Name,
        ErrorCategory.NotSpecified,
        targetObject: null));

    /// <param name="command">The command of SecretManagement that was called.</param>
    public ErrorRecord ToError(string command, string vault) => _toError(command, vault);
}
