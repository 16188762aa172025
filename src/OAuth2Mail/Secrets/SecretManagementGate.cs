using System.Management.Automation;

namespace OAuth2Mail.Secrets;

/// <summary>SecretManagement serves a whole process with one runspace and is not thread-safe: one call at a time.</summary>
internal static class SecretManagementGate
{
    /// <summary>Held while a command of SecretManagement runs.</summary>
    public static SemaphoreSlim Semaphore { get; } = new(1, 1);

    /// <summary>Waits, on a pipeline thread, until no other runspace is inside.</summary>
    /// <param name="stopping">Cancelled when the pipeline is stopped.</param>
    /// <returns>What lets the next one in.</returns>
    /// <exception cref="PipelineStoppedException">The pipeline was stopped while it waited.</exception>
    public static IDisposable Enter(CancellationToken stopping)
    {
        try
        {
            Semaphore.Wait(stopping);
            return new Turn();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private sealed class Turn : IDisposable
    {
        public void Dispose() => Semaphore.Release();
    }
}
