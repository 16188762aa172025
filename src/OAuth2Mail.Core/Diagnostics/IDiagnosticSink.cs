namespace OAuth2Mail.Diagnostics;

/// <summary>Where the core reports what it does. It never reports a secret.</summary>
internal interface IDiagnosticSink
{
    void Verbose(string message);

    void Warning(string message);

    /// <summary>A line of a conversation with a server, for debugging: <c>C:</c> is what was sent, <c>S:</c> the answer.</summary>
    void Protocol(string line);

    /// <summary>
    /// Waits until all earlier reports have been received, and holds back new ones until the result is disposed of.
    /// </summary>
    Task<IDisposable> HoldBackAsync(CancellationToken cancellationToken);
}
