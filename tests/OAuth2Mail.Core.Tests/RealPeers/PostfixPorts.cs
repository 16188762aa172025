using System.Net;
using System.Net.Sockets;

namespace OAuth2Mail.Tests.RealPeers;

/// <summary>The ports of a Postfix, one for each way to talk to it.</summary>
/// <param name="XOAuth2">STARTTLS, and XOAUTH2 alone.</param>
/// <param name="OAuthBearer">STARTTLS, and OAUTHBEARER alone.</param>
/// <param name="ImplicitTls">TLS from the start, both mechanisms.</param>
/// <param name="WithoutExtensions">STARTTLS, both mechanisms, neither SIZE nor CHUNKING.</param>
public sealed record PostfixPorts(int XOAuth2, int OAuthBearer, int ImplicitTls, int WithoutExtensions)
{
    /// <summary>Four that are free now.</summary>
    public static PostfixPorts Free()
    {
        var listeners = Enumerable.Range(0, 4).Select(static _ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(static listener => listener.Start());
        var ports = listeners.Select(static listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToList();
        listeners.ForEach(static listener => listener.Dispose());
        return new PostfixPorts(ports[0], ports[1], ports[2], ports[3]);
    }
}
