using System.Collections.Concurrent;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>The message handlers behind <see cref="ProviderHttp"/>: one for each proxy, so that connections are reused and sockets not exhausted.</summary>
/// <param name="limit">How long one exchange may take, from the connection to the last byte of the answer.</param>
internal sealed class ProviderHandlers(TimeSpan limit)
{
    private readonly ConcurrentDictionary<ProxySettings, HttpMessageHandler> _proxied = new();
    private readonly Lazy<HttpMessageHandler> _direct = new(() => Guard(CreateHandler(proxy: null), limit));
    private readonly Lazy<HttpMessageHandler> _local = new(() => CreateLocal(limit));

    /// <summary>The handler for services of this machine, such as managed identity: no proxy can reach those.</summary>
    public HttpMessageHandler Local => _local.Value;

    /// <summary>The handler for providers.</summary>
    public HttpMessageHandler For(ProxySettings? proxy) =>
        proxy is null ? _direct.Value : _proxied.GetOrAdd(proxy, p => Guard(CreateHandler(p), limit));

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
