using System.Net;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>The profile's proxy, or else the system's; loopback never goes to either.</summary>
/// <remarks>
/// An endpoint on a loopback address may do without TLS because what is sent there stays on the machine
/// (<see cref="EndpointRules"/>), and neither <c>HTTP_PROXY</c> nor .NET's own proxy excludes such an address by itself.
/// </remarks>
internal sealed class ProviderProxy : IWebProxy
{
    private static readonly string[] s_schemes =
#if NET
        ["http", "https", "socks4", "socks4a", "socks5"];
#else
        ["http"];
#endif

    // Looked up for each request: the host may set another one at any time.
    private readonly Func<IWebProxy?> _inner;

    public ProviderProxy(ProxySettings? settings)
    {
        if (settings is null)
        {
            _inner = SystemProxy;
            return;
        }

        // HttpClient would report it with a raw exception in the middle of a request.
        if (!Knows(settings.Address))
        {
            throw ProviderFailure.OfProxyScheme(settings.Address);
        }

        var proxy = new WebProxy(settings.Address)
        {
            Credentials = settings.UserName is null ? null : new NetworkCredential(settings.UserName, settings.Password),
        };
        _inner = () => proxy;
    }

    /// <summary>Whether a proxy is of a kind that this framework knows.</summary>
    public static bool Knows(Uri address) => s_schemes.Contains(address.Scheme);

    public ICredentials? Credentials
    {
        get => _inner()?.Credentials;
        set => throw new NotSupportedException("A profile's proxy has the profile's credentials.");
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : _inner()?.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || _inner() is not IWebProxy proxy || proxy.IsBypassed(host);

    private static IWebProxy? SystemProxy() =>
#if NET
        HttpClient.DefaultProxy;
#else
        WebRequest.DefaultWebProxy;
#endif
}
