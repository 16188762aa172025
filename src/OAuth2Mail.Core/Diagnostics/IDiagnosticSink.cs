namespace OAuth2Mail.Diagnostics;

/// <summary>Where the core says what it does. Nothing secret is ever said.</summary>
internal interface IDiagnosticSink
{
    void Verbose(string message);

    void Warning(string message);

    /// <summary>
    /// Waits until everything that was said has been taken, and holds back what is said until the result is disposed of.
    /// </summary>
    Task<IDisposable> HoldBackAsync(CancellationToken cancellationToken);
}
