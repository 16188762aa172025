namespace OAuth2Mail.Diagnostics;

/// <summary>Where the core says what it does. Nothing secret is ever said.</summary>
internal interface IDiagnosticSink
{
    void Verbose(string message);

    void Warning(string message);
}
