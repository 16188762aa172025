using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Protocol;

/// <summary>Why a provider gave no usable answer. OAuth errors are not handled here.</summary>
internal static class ProviderFailure
{
    // HttpClient reports the status only in words: "failed with status code '407'", and "(407)" on .NET Framework.
    private static readonly Regex s_proxyAuthentication =
        new(@"'407'|\(407\)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The exchange took too long.</summary>
    public static OAuth2MailException OfTimeout(Uri endpoint, TimeSpan limit) => new(
        "ProviderTimeout",
        FailureKind.Timeout,
        string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' did not answer in time ({1:0.#} seconds).",
            endpoint.Authority,
            limit.TotalSeconds),
        "Try again; behind a proxy, give it with -Proxy.")
    {
        IsTransient = true,
    };

    /// <summary>There was no connection, or it broke.</summary>
    public static OAuth2MailException OfConnection(Uri endpoint, Exception e)
    {
        if (e.GetBaseException() is AuthenticationException tls)
        {
            return new OAuth2MailException(
                "ProviderTlsFailed",
                FailureKind.Security,
                $"The TLS connection with '{endpoint.Authority}' failed: {tls.Message}",
                "Install the CA that issued the certificate on this machine; if a proxy inspects TLS, that is the proxy's CA. Check the "
                + "clock too.",
                e);
        }

        return s_proxyAuthentication.IsMatch(e.GetBaseException().Message)
            ? OfProxyAuthentication(endpoint.Authority)
            : OfSocket(endpoint, e);
    }

    private static OAuth2MailException OfSocket(Uri endpoint, Exception e)
    {
        CatalogueEntry? entry = e.GetBaseException() is SocketException socket
            ? ErrorCatalogue.FindNetwork(socket.SocketErrorCode.ToString())
            : null;
        return new OAuth2MailException(
            entry?.EndpointErrorId ?? "ProviderUnreachable",
            entry?.Kind ?? FailureKind.Connection,
            $"'{endpoint.Authority}' cannot be reached: {ServerWords.SingleLine(e.GetBaseException().Message)}",
            $"{entry?.Meaning} Check the endpoint's address, the network and, behind a proxy, -Proxy.".TrimStart(),
            e)
        {
            IsTransient = entry?.IsTransient ?? true,
            HelpLink = entry?.Link,
        };
    }

    /// <summary>The proxy requires authentication (RFC 9110 §15.5.8).</summary>
    public static OAuth2MailException OfProxyAuthentication(string host) => new(
        "ProxyAuthenticationRequired",
        FailureKind.Authentication,
        $"The proxy on the way to '{host}' requires a user name and password, or refused the ones given (407).",
        "Give them with -ProxyCredential.");

    /// <summary>The proxy's protocol is not supported.</summary>
    public static OAuth2MailException OfProxyScheme(Uri proxy) => new(
        "ProxyNotSupported",
        FailureKind.NotSupported,
        $"A proxy with the scheme '{proxy.Scheme}' cannot be used.",
        "Give one whose address begins with http://.");

    /// <summary>The answer is a redirect, which would send the secret to another server.</summary>
    public static OAuth2MailException OfRedirect(Uri endpoint, HttpStatusCode status, Uri? location) => new(
        "ProviderRedirected",
        FailureKind.Security,
        string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' redirects to '{1}' (HTTP {2}). It was not followed: secrets are sent only to the endpoint.",
            endpoint.Authority,
            location is null ? "nowhere" : ServerWords.SingleLine(location.OriginalString.Split('?', '#')[0]),
            (int)status),
        "Check the endpoint's address and, behind a proxy or a portal that requires a login, -Proxy.");

    /// <summary>The answer is longer than any real one.</summary>
    public static OAuth2MailException OfLength(Uri endpoint, int maximum) => OfAnswer(
        endpoint.Authority,
        string.Format(CultureInfo.InvariantCulture, "the answer has more than {0:N0} bytes", maximum));

    /// <summary>An HTTP status without an OAuth error beside it.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="retryAfter">How long the server asks to wait.</param>
    public static OAuth2MailException OfStatus(string host, HttpStatusCode status, TimeSpan? retryAfter = null) => IsOutage(status)
        ? new OAuth2MailException(
            "ProviderUnavailable",
            FailureKind.Unavailable,
            string.Format(
                CultureInfo.InvariantCulture, "'{0}' is having problems: HTTP {1} {2}.", host, (int)status, status),
            "Try again later; behind a proxy, check -Proxy.")
        {
            IsTransient = true,
            RetryAfter = retryAfter,
        }
        : OfAnswer(host, string.Format(CultureInfo.InvariantCulture, "HTTP {0} {1}", (int)status, status));

    /// <summary>An answer that cannot be understood.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="flaw">What is wrong with it; never a part of it, which might be a token.</param>
    public static OAuth2MailException OfAnswer(string host, string flaw) => new(
        "ProviderAnswerInvalid",
        FailureKind.InvalidData,
        $"'{host}' gave no usable answer: {flaw}.",
        "Check the endpoint's address and, behind a proxy or a portal that requires a login, -Proxy.");

    /// <summary>How long a server asks to wait, whether it gives a time or a number of seconds (RFC 9110 §10.2.3).</summary>
    /// <param name="header">The Retry-After header.</param>
    /// <param name="now">The time now.</param>
    public static TimeSpan? WaitOf(RetryConditionHeaderValue? header, DateTimeOffset now) => header?.Delta ?? header?.Date - now;

    /// <summary>What the catalogue says of a server that is unavailable; null if the status says no such thing.</summary>
    public static CatalogueEntry? EntryOf(HttpStatusCode status) =>
        IsOutage(status) ? ErrorCatalogue.FindOAuth("server_error", "", AdviceSubject.Nobody) : null;

    /// <summary>Whether a status says that the server is unavailable at the moment, for any client.</summary>
    public static bool IsOutage(HttpStatusCode status) =>
        (int)status is >= 500 or 429 || status == HttpStatusCode.RequestTimeout;
}
