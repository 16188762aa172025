using System.Net;
using MailKit.Net.Proxy;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Delivery;

/// <summary>Connects to a submission server through the profile's proxy, by the protocol in the proxy's address.</summary>
internal static class SubmissionProxy
{
    private const int SocksPort = 1080;

    /// <returns>MailKit's client for the proxy; null where there is none.</returns>
    /// <exception cref="OAuth2MailException">The proxy's protocol is not supported.</exception>
    public static ProxyClient? Create(ProxySettings? proxy, CertificateRevocation revocation)
    {
        if (proxy is null)
        {
            return null;
        }

        string host = proxy.Address.DnsSafeHost;
        int port = proxy.Address.Port < 0 ? SocksPort : proxy.Address.Port;
        NetworkCredential? credential =
            proxy.UserName is null ? null : new NetworkCredential(proxy.UserName, proxy.Password);
        bool isRequired = revocation == CertificateRevocation.Required;
        return (proxy.Address.Scheme, credential) switch
        {
            ("http", null) => new HttpProxyClient(host, port),
            ("http", _) => new HttpProxyClient(host, port, credential),
            // The password goes to the proxy in TLS.
            ("https", null) => new HttpsProxyClient(host, port) { CheckCertificateRevocation = isRequired },
            ("https", _) => new HttpsProxyClient(host, port, credential) { CheckCertificateRevocation = isRequired },
            ("socks4", null) => new Socks4Client(host, port),
            ("socks4", _) => new Socks4Client(host, port, credential),
            ("socks4a", null) => new Socks4aClient(host, port),
            ("socks4a", _) => new Socks4aClient(host, port, credential),
            ("socks5", null) => new Socks5Client(host, port),
            ("socks5", _) => new Socks5Client(host, port, credential),
            _ => throw ProviderFailure.OfProxyScheme(proxy.Address),
        };
    }
}
