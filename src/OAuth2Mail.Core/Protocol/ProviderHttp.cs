using System.Collections.Concurrent;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>
/// HTTP clients for talking to providers, in every mode and for every library. What they have in common is in one place:
/// <see cref="ProviderExchange"/> bounds an exchange, and <see cref="TokenEndpointGuard"/> checks what a token endpoint answers.
/// </summary>
/// <param name="limit">How long one exchange may take, from the connection to the last byte of the answer.</param>
internal sealed class ProviderHttp(TimeSpan limit)
{
    // One handler for each proxy and process: connections are reused, sockets not exhausted.
    private readonly ConcurrentDictionary<ProxySettings, HttpMessageHandler> _proxied = new();
    private readonly Lazy<HttpMessageHandler> _direct = new(() => Guard(CreateHandler(proxy: null), limit));
    private readonly Lazy<HttpMessageHandler> _local = new(() => CreateLocal(limit));

    /// <summary>The one that all providers share.</summary>
    public static ProviderHttp Default { get; } = new(TimeSpan.FromSeconds(30));

    /// <summary>A client for a provider, through the profile's proxy.</summary>
    public HttpClient For(ProxySettings? proxy) => CreateClient(HandlerFor(proxy));

    /// <summary>A client for one request for a token, and the answer as it was judged.</summary>
    public HttpClient For(ProxySettings? proxy, out TokenAnswerRecorder recorder)
    {
        recorder = RecorderFor(proxy);
        return CreateClient(recorder);
    }

    /// <summary>The handler of such a client, for a library that makes clients of its own.</summary>
    public TokenAnswerRecorder RecorderFor(ProxySettings? proxy) => new(HandlerFor(proxy));

    /// <summary>The client for services of this machine, such as managed identity: no proxy can reach those.</summary>
    public HttpClient ForLocal(out TokenAnswerRecorder recorder)
    {
        recorder = new TokenAnswerRecorder(_local.Value);
        return CreateClient(recorder);
    }

    private HttpMessageHandler HandlerFor(ProxySettings? proxy) =>
        proxy is null ? _direct.Value : _proxied.GetOrAdd(proxy, p => Guard(CreateHandler(p), limit));

    // The exchange has its own limit, which covers the body too.
    private static HttpClient CreateClient(HttpMessageHandler handler) =>
        new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    private static TokenEndpointGuard Guard(HttpMessageHandler handler, TimeSpan limit) =>
        new(new ProviderExchange(handler, limit));

    private static HttpClientHandler CreateHandler(ProxySettings? proxy)
    {
        var handler = new HttpClientHandler
        {
            // If a token endpoint redirects, the secret would be sent to another server.
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = new ProviderProxy(proxy),
        };
#if !NET
        // The host process of Windows PowerShell may still default to TLS 1.0.
        handler.SslProtocols = System.Security.Authentication.SslProtocols.Tls12;
#endif
        return handler;
    }

    private static ManagedIdentityGuard CreateLocal(TimeSpan limit)
    {
        HttpClientHandler handler = CreateHandler(proxy: null);
        handler.UseProxy = false;
        return new ManagedIdentityGuard(new ProviderExchange(handler, limit));
    }
}
