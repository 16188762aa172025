namespace OAuth2Mail.Secrets;

/// <summary>SecretManagement serves a whole process with one runspace and is not thread-safe: one call at a time.</summary>
internal static class SecretManagementGate
{
    /// <summary>Held while a command of SecretManagement runs.</summary>
    public static SemaphoreSlim Semaphore { get; } = new(1, 1);
}
