namespace Microsoft.PowerShell.SecretManagement;

/// <summary>The vault is locked, and nobody may be asked for its password.</summary>
public sealed class PasswordRequiredException : InvalidOperationException
{
    public PasswordRequiredException()
    {
    }

    public PasswordRequiredException(string message) : base(message)
    {
    }

    public PasswordRequiredException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
