using System.Collections.Concurrent;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Tests.Diagnostics;

/// <summary>Keeps what the core says.</summary>
internal sealed class RecordingSink : IDiagnosticSink
{
    private readonly ConcurrentQueue<string> _verbose = new();
    private readonly ConcurrentQueue<string> _warnings = new();
    private readonly ConcurrentQueue<string> _protocol = new();

    public IReadOnlyList<string> VerboseLines => [.. _verbose];

    public IReadOnlyList<string> Warnings => [.. _warnings];

    public void Verbose(string message) => _verbose.Enqueue(message);

    /// <summary>The lines of conversations with servers.</summary>
    public IReadOnlyList<string> ProtocolLines => [.. _protocol];

    public void Protocol(string line) => _protocol.Enqueue(line);

    public void Warning(string message) => _warnings.Enqueue(message);

    public Task<IDisposable> HoldBackAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IDisposable>(new CancellationTokenSource());
}
