using System.Collections.Concurrent;
using System.Net;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>HTTP clients for talking to providers: bounded in size and time, without redirects.</summary>
internal static class ProviderHttp
{
    /// <summary>How long one request may take.</summary>
    public static TimeSpan Timeout => TimeSpan.FromSeconds(30);

    /// <summary>The longest answer that is read, in bytes; token and discovery answers are a few kilobytes.</summary>
    public const int MaximumResponseLength = 1024 * 1024;

    // One client for each proxy and process: connections are reused, sockets not exhausted.
    private static readonly ConcurrentDictionary<ProxySettings, HttpClient> s_proxied = new();
    private static readonly Lazy<HttpClient> s_direct = new(() => Create(CreateHandler(proxy: null)));
    private static readonly Lazy<HttpClient> s_local = new(CreateLocal);

    public static HttpClient For(ProxySettings? proxy) =>
        proxy is null ? s_direct.Value : s_proxied.GetOrAdd(proxy, p => Create(CreateHandler(p)));

    /// <summary>The client for services of this machine, such as managed identity: no proxy can reach those.</summary>
    public static HttpClient Local => s_local.Value;

    /// <summary>A handler that keeps our rules, for libraries that make their own clients.</summary>
    public static HttpClientHandler CreateHandler(ProxySettings? proxy)
    {
        var handler = new HttpClientHandler
        {
            // A token endpoint that redirects would be handed the secret somewhere else.
            AllowAutoRedirect = false,
            UseCookies = false,
        };
#if !NET
        // The host process of Windows PowerShell may still default to TLS 1.0.
        handler.SslProtocols = System.Security.Authentication.SslProtocols.Tls12;
#endif
        if (proxy is not null)
        {
            handler.Proxy = new WebProxy(proxy.Address)
            {
                Credentials = proxy.UserName is null ? null : new NetworkCredential(proxy.UserName, proxy.Password),
            };
        }

        return handler;
    }

    private static HttpClient CreateLocal()
    {
        HttpClientHandler handler = CreateHandler(proxy: null);
        handler.UseProxy = false;
        return Create(handler);
    }

    private static HttpClient Create(HttpClientHandler handler) => new(handler)
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = MaximumResponseLength,
    };
}
