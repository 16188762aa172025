using System.Globalization;
using System.Net;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Protocol;

/// <summary>Why there is no answer of a provider that could be used. What a provider answers in OAuth's words is not here.</summary>
internal static class ProviderFailure
{
    // HttpClient has the status in words only: "failed with status code '407'", and "(407)" on .NET Framework.
    private static readonly Regex s_proxyAuthentication =
        new(@"'407'|\(407\)", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The exchange took longer than it may.</summary>
    public static OAuth2MailException OfTimeout(Uri endpoint, TimeSpan limit) => new(
        "ProviderTimeout",
        FailureKind.Timeout,
        string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' did not answer in time ({1:0.#} seconds).",
            endpoint.Authority,
            limit.TotalSeconds),
        "Try again; behind a proxy, give it with -Proxy.");

    /// <summary>There was no connection, or it broke.</summary>
    public static OAuth2MailException OfConnection(Uri endpoint, Exception e)
    {
        if (e.GetBaseException() is AuthenticationException tls)
        {
            return new OAuth2MailException(
                "ProviderTlsFailed",
                FailureKind.Security,
                $"No TLS connection with '{endpoint.Authority}': {tls.Message}",
                "Install the CA that issued the certificate on this machine; where a proxy opens TLS, that is the proxy's.",
                e);
        }

        return s_proxyAuthentication.IsMatch(e.GetBaseException().Message)
            ? OfProxyAuthentication(endpoint.Authority)
            : new OAuth2MailException(
                "ProviderUnreachable",
                FailureKind.Connection,
                $"'{endpoint.Authority}' cannot be reached: {e.GetBaseException().Message}",
                "Check the endpoint's address, the network and, behind a proxy, -Proxy.",
                e);
    }

    /// <summary>The proxy wants to know who asks (RFC 9110 §15.5.8).</summary>
    public static OAuth2MailException OfProxyAuthentication(string host) => new(
        "ProxyAuthenticationRequired",
        FailureKind.Authentication,
        $"The proxy on the way to '{host}' wants a user name and password, or refuses those that it got (407).",
        "Give them with -ProxyCredential.");

    /// <summary>The proxy speaks a protocol that nobody here does.</summary>
    public static OAuth2MailException OfProxyScheme(Uri proxy) => new(
        "ProxyNotSupported",
        FailureKind.NotSupported,
        $"A proxy with the scheme '{proxy.Scheme}' cannot be used.",
        "Give one whose address begins with http://.");

    /// <summary>The answer is to ask somebody else, with the secret.</summary>
    public static OAuth2MailException OfRedirect(Uri endpoint, HttpStatusCode status, Uri? location) => new(
        "ProviderRedirected",
        FailureKind.Security,
        string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' redirects to '{1}' (HTTP {2}). It was not followed: a secret goes to nobody but the endpoint.",
            endpoint.Authority,
            location is null ? "nowhere" : ServerWords.SingleLine(location.OriginalString.Split('?', '#')[0]),
            (int)status),
        "Check the endpoint's address; behind a proxy or a portal that wants a log-in, -Proxy.");

    /// <summary>The answer is longer than any that is meant.</summary>
    public static OAuth2MailException OfLength(Uri endpoint, int maximum) => OfAnswer(
        endpoint.Authority,
        string.Format(CultureInfo.InvariantCulture, "the answer has more than {0:N0} bytes", maximum));

    /// <summary>An HTTP status without an OAuth error beside it.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="status">The HTTP status.</param>
    public static OAuth2MailException OfStatus(string host, HttpStatusCode status) => IsOutage(status)
        ? new OAuth2MailException(
            "ProviderUnavailable",
            FailureKind.Unavailable,
            string.Format(
                CultureInfo.InvariantCulture, "'{0}' has a problem of its own: HTTP {1} {2}.", host, (int)status, status),
            "Try again later; behind a proxy, check -Proxy.")
        : OfAnswer(host, string.Format(CultureInfo.InvariantCulture, "HTTP {0} {1}", (int)status, status));

    /// <summary>An answer that cannot be understood.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="flaw">What is wrong with it; never a part of it, which might be a token.</param>
    public static OAuth2MailException OfAnswer(string host, string flaw) => new(
        "ProviderAnswerInvalid",
        FailureKind.InvalidData,
        $"'{host}' gave no usable answer: {flaw}.",
        "Check the endpoint's address; behind a proxy or a portal that wants a log-in, -Proxy.");

    /// <summary>Whether a status says that the server cannot do it now, whoever asks.</summary>
    public static bool IsOutage(HttpStatusCode status) =>
        (int)status is >= 500 or 429 || status == HttpStatusCode.RequestTimeout;
}
