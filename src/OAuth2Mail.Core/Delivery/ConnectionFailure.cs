using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Proxy;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Delivery;

/// <summary>Why there is no connection to a submission server, or none any more.</summary>
internal static class ConnectionFailure
{
    private static readonly Regex s_proxyAuthentication =
        new(@"HTTP/1\.\d 407\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>Whether the connection is what failed, and not what was asked over it.</summary>
    public static bool IsTransportFailure(Exception e) =>
        e is SmtpProtocolException or ServiceNotConnectedException or IOException or SocketException or TimeoutException;

    /// <summary>The failure to connect, or to encrypt the connection.</summary>
    public static OAuth2MailException OfConnecting(Exception e, StoredProfile profile, CertificatePolicy certificates)
    {
        string server = Address(profile.Smtp);
        AdviceSubject subject = ProfileSubject.Of(profile);
        return e switch
        {
            _ when certificates.Refusal is CertificateRefusal refusal => new OAuth2MailException(
                ErrorCatalogue.FindTls(refusal.Code)!,
                subject,
                $"The certificate of '{server}' was refused: {ServerWords.SingleLine(refusal.Reason)}."),
            ProxyProtocolException proxy when s_proxyAuthentication.IsMatch(proxy.Message) =>
                ProviderFailure.OfProxyAuthentication(server),
            ProxyProtocolException proxy => new OAuth2MailException(
                "ProxyRefused",
                FailureKind.Connection,
                $"The proxy '{profile.Proxy}' does not connect to '{server}': {ServerWords.SingleLine(proxy.Message)}",
                "Check that the proxy allows CONNECT to the server's port, and -ProxyCredential."),
            SslHandshakeException { InnerException: not TimeoutException } => new OAuth2MailException(
                ErrorCatalogue.FindTls("HandshakeFailed")!,
                subject,
                $"The TLS connection with '{server}' failed: {e.GetBaseException().Message}",
                e),
            NotSupportedException => new OAuth2MailException(
                ErrorCatalogue.FindTls("StartTlsNotOffered")!,
                subject,
                $"'{server}' does not offer STARTTLS. The token was not sent, because it would travel in the clear."),
            TimeoutException or SslHandshakeException => OfTimeout(profile, "there was no answer in time", e),
            SmtpCommandException command => SmtpFailure.OfCommand(command, "SmtpConnectionRefused", profile),
            _ => OfSocket(e, profile),
        };
    }

    /// <summary>The failure of DNS or of a socket.</summary>
    public static OAuth2MailException OfSocket(Exception e, StoredProfile profile)
    {
        string message = $"'{Address(profile.Smtp)}' cannot be reached: {ServerWords.SingleLine(e.GetBaseException().Message)}";
        return e.GetBaseException() is SocketException socket
            && ErrorCatalogue.FindNetwork(socket.SocketErrorCode.ToString()) is CatalogueEntry entry
            ? new OAuth2MailException(entry, ProfileSubject.Of(profile), message, e)
            {
                ProviderCode = socket.SocketErrorCode.ToString(),
            }
            : new OAuth2MailException(
                "SmtpConnectFailed",
                FailureKind.Connection,
                message,
                "Check the server's name and port, DNS and the firewall; behind a proxy, give it with -Proxy.",
                e)
            {
                IsTransient = true,
            };
    }

    /// <summary>The failure for a server or DNS that does not answer.</summary>
    public static OAuth2MailException OfTimeout(StoredProfile profile, string flaw, Exception? cause = null) => new(
        ErrorCatalogue.FindNetwork(nameof(SocketError.TimedOut))!,
        ProfileSubject.Of(profile),
        $"'{Address(profile.Smtp)}' cannot be reached: {flaw}.",
        cause);

    /// <summary>The failure for authentication that takes too long as a whole.</summary>
    public static OAuth2MailException OfSlowAuthentication(SmtpSettings smtp, TimeSpan limit) => new(
        "SmtpAuthenticationTimeout",
        FailureKind.Timeout,
        string.Format(
            CultureInfo.InvariantCulture,
            "'{0}' did not finish authentication in time ({1:0.#} seconds).",
            Address(smtp),
            limit.TotalSeconds),
        "Try again; when sending, -TimeoutSec allows more time.");

    /// <summary>The failure for a connection that broke while a message was sent.</summary>
    /// <param name="e">What broke it.</param>
    /// <param name="smtp">The server.</param>
    /// <param name="isComplete">Whether the whole message may have gone out.</param>
    public static OAuth2MailException OfLostConnection(Exception e, SmtpSettings smtp, bool isComplete) => isComplete
        ? new OAuth2MailException(
            "DeliveryUncertain",
            FailureKind.Connection,
            $"The connection to '{Address(smtp)}' broke after the message was sent, and the server did not confirm it: "
            + e.GetBaseException().Message,
            "It is not known whether the message was delivered: ask the recipient before sending it again.",
            e)
        : new OAuth2MailException(
            "SmtpConnectionLost",
            FailureKind.Connection,
            $"The connection to '{Address(smtp)}' broke before the message was sent: {e.GetBaseException().Message}",
            "Send it again.",
            e)
        {
            IsTransient = true,
        };

    /// <summary>A server as messages name it.</summary>
    public static string Address(SmtpSettings smtp) =>
        $"{smtp.Server}:{smtp.Port.ToString(CultureInfo.InvariantCulture)}";
}
