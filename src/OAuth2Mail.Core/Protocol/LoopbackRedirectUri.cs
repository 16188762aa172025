using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OAuth2Mail.Protocol;

/// <summary>What a redirect URI on a loopback address says about where to listen (RFC 8252 §7.3).</summary>
internal static class LoopbackRedirectUri
{
    /// <summary>Whether an address can be listened on at all.</summary>
    public static bool CanListenOn(Uri redirectUri) =>
        redirectUri.Scheme == Uri.UriSchemeHttp && redirectUri.IsLoopback;

    /// <summary>
    /// Whether an address is written with its port; <see cref="Uri"/> by itself does not distinguish ":80" from no port.
    /// </summary>
    public static bool NamesPort(Uri redirectUri)
    {
        string written = redirectUri.OriginalString.Trim();
        int start = written.IndexOf("://", StringComparison.Ordinal) + 3;
        int end = written.IndexOfAny(['/', '?', '#'], start);
        string authority = end < 0 ? written.Substring(start) : written.Substring(start, end - start);
        // Behind the brackets of an IPv6 address.
        int colon = authority.IndexOf(':', Math.Max(authority.LastIndexOf(']'), 0));
        return colon >= 0 && colon < authority.Length - 1;
    }

    /// <summary>
    /// The redirect URI with a port, otherwise as it is written: some providers distinguish <c>http://localhost</c> from
    /// <c>http://localhost/</c>.
    /// </summary>
    public static Uri WithPort(Uri redirectUri, int port)
    {
        string path = redirectUri.AbsolutePath == "/" && !redirectUri.OriginalString.EndsWith("/", StringComparison.Ordinal)
            ? ""
            : redirectUri.PathAndQuery;
        return new Uri($"{redirectUri.Scheme}://{redirectUri.Host}:{port.ToString(CultureInfo.InvariantCulture)}{path}");
    }

    /// <summary>The addresses that the URI's host stands for.</summary>
    public static IEnumerable<IPAddress> AddressesOf(Uri redirectUri)
    {
        if (IPAddress.TryParse(redirectUri.Host.Trim('[', ']'), out IPAddress? address))
        {
            return [address];
        }

        // "localhost" is whatever the browser takes it for.
        return Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback];
    }
}
