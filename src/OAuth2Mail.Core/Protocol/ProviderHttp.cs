using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>
/// HTTP clients for talking to providers, in every mode and for every library. What they have in common is in one place:
/// <see cref="ProviderExchange"/> bounds an exchange, and <see cref="TokenEndpointGuard"/> checks what a token endpoint answers.
/// </summary>
internal sealed class ProviderHttp
{
    private readonly ProviderHandlers _handlers;
    private readonly IDiagnosticSink? _diagnostics;

    /// <param name="limit">How long one exchange may take, from the connection to the last byte of the answer.</param>
    public ProviderHttp(TimeSpan limit)
        : this(new ProviderHandlers(limit), diagnostics: null)
    {
    }

    private ProviderHttp(ProviderHandlers handlers, IDiagnosticSink? diagnostics)
    {
        _handlers = handlers;
        _diagnostics = diagnostics;
    }

    /// <summary>The one that all providers share.</summary>
    public static ProviderHttp Default { get; } = new(TimeSpan.FromSeconds(30));

    /// <summary>The same connections, each exchange over which is told of.</summary>
    public ProviderHttp ReportingTo(IDiagnosticSink diagnostics) => new(_handlers, diagnostics);

    /// <summary>A client for a provider, through the profile's proxy.</summary>
    public HttpClient For(ProxySettings? proxy) => CreateClient(Reporting(_handlers.For(proxy)));

    /// <summary>A client for one request for a token, and the answer as it was judged.</summary>
    public HttpClient For(ProxySettings? proxy, out TokenAnswerRecorder recorder)
    {
        recorder = RecorderFor(proxy);
        return CreateClient(recorder);
    }

    /// <summary>The handler of such a client, for a library that makes clients of its own.</summary>
    public TokenAnswerRecorder RecorderFor(ProxySettings? proxy) => new(Reporting(_handlers.For(proxy)));

    /// <summary>The client for services of this machine, such as managed identity: no proxy can reach those.</summary>
    public HttpClient ForLocal(out TokenAnswerRecorder recorder)
    {
        recorder = new TokenAnswerRecorder(Reporting(_handlers.Local));
        return CreateClient(recorder);
    }

    private HttpMessageHandler Reporting(HttpMessageHandler handler) =>
        _diagnostics is null ? handler : new ExchangeReporter(handler, _diagnostics);

    // The exchange has its own limit, which covers the body too.
    private static HttpClient CreateClient(HttpMessageHandler handler) =>
        new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
}
