using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Delivery;

/// <summary>Turns what MailKit and the server report into failures with advice.</summary>
internal static class SmtpFailure
{
    // RFC 3463: class.subject.detail, at the beginning of the reply's text.
    private static readonly Regex s_enhancedStatus =
        new(@"^\s*([245]\.\d{1,3}\.\d{1,3})\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // MailKit words it "535: 5.7.3 Authentication unsuccessful".
    private static readonly Regex s_authenticationReply =
        new(@"^(\d{3}):\s*(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    public static bool IsTransportFailure(Exception e) =>
        e is SmtpProtocolException or ServiceNotConnectedException or IOException or SocketException or TimeoutException;

    public static OAuth2MailException OfConnecting(Exception e, SmtpSettings smtp, CertificatePolicy certificates)
    {
        string server = Address(smtp);
        return e switch
        {
            _ when certificates.Refusal is string refusal => new OAuth2MailException(
                "SmtpCertificateRefused",
                FailureKind.Security,
                $"The certificate of '{server}' is not trusted: {ServerWords.SingleLine(refusal)}.",
                "Install the issuing CA's certificate, or pin a private relay's with Set-OAuth2MailProfile -ServerCertificateThumbprint."),
            SslHandshakeException => new OAuth2MailException(
                "SmtpTlsFailed",
                FailureKind.Security,
                $"No TLS connection with '{server}': {e.GetBaseException().Message}",
                "Port 587 usually wants -Security StartTls, port 465 -Security ImplicitTls.",
                e),
            NotSupportedException => new OAuth2MailException(
                "SmtpStartTlsNotOffered",
                FailureKind.Security,
                $"'{server}' does not offer STARTTLS. The token was not sent, because it would travel in the clear.",
                "Check the server and port (587 for STARTTLS; 465 with -Security ImplicitTls), and whether something in between strips STARTTLS."),
            TimeoutException => new OAuth2MailException(
                "SmtpConnectTimeout",
                FailureKind.Timeout,
                $"'{server}' did not answer in time.",
                "Check the firewall for the port; behind a proxy, give it with -Proxy.",
                e),
            SmtpCommandException command => OfCommand(command, "SmtpConnectionRefused"),
            _ => new OAuth2MailException(
                "SmtpConnectFailed",
                FailureKind.Connection,
                $"'{server}' cannot be reached: {e.GetBaseException().Message}",
                "Check the server's name and port, DNS and the firewall; behind a proxy, give it with -Proxy.",
                e),
        };
    }

    /// <summary>The failure for a refused token.</summary>
    /// <param name="e">MailKit's exception, which holds the reply.</param>
    /// <param name="mechanism">Keeps the JSON that came before the reply.</param>
    /// <param name="profile">The profile, for the advice.</param>
    public static OAuth2MailException OfAuthentication(
        AuthenticationException e, BearerMechanism mechanism, StoredProfile profile)
    {
        Match reply = s_authenticationReply.Match(e.Message);
        string code = reply.Success ? reply.Groups[1].Value : "535";
        string words = reply.Success ? reply.Groups[2].Value : e.Message;
        string refusal = mechanism.Refusal is { Length: > 0 } json ? $" (the server said: {json})" : "";
        return new OAuth2MailException(
            "SmtpAuthenticationFailed",
            FailureKind.Authentication,
            $"'{Address(profile.Smtp)}' refused the token of '{profile.UserName}': {code} {ServerWords.SingleLine(words)}{refusal}",
            SmtpReplyAdvice.For(code, words) ?? SmtpReplyAdvice.RefusedToken)
        {
            ProviderCode = ProviderCode(code, words),
        };
    }

    public static OAuth2MailException OfCommand(SmtpCommandException e, string errorId)
    {
        string code = ((int)e.StatusCode).ToString(CultureInfo.InvariantCulture);
        string subject = e.Mailbox is null ? "" : $" <{e.Mailbox.Address}>";
        string what = e.ErrorCode switch
        {
            SmtpErrorCode.SenderNotAccepted => $"The server refused the sender{subject}",
            SmtpErrorCode.RecipientNotAccepted => $"The server refused the recipient{subject}",
            SmtpErrorCode.MessageNotAccepted => "The server refused the message",
            _ => "The server answered",
        };
        return new OAuth2MailException(
            errorId,
            FailureKind.Rejected,
            $"{what}: {code} {ServerWords.SingleLine(e.Message)}",
            SmtpReplyAdvice.For(code, e.Message))
        {
            ProviderCode = ProviderCode(code, e.Message),
        };
    }

    /// <summary>The failure for a connection that broke while a message was sent.</summary>
    /// <param name="e">What broke it.</param>
    /// <param name="smtp">The server.</param>
    /// <param name="bytesSent">How much of the message went out.</param>
    public static OAuth2MailException OfLostConnection(Exception e, SmtpSettings smtp, long bytesSent) => bytesSent == 0
        ? new OAuth2MailException(
            "SmtpConnectionLost",
            FailureKind.Connection,
            $"The connection to '{Address(smtp)}' broke before the message was sent: {e.GetBaseException().Message}",
            "Send it again.",
            e)
        : new OAuth2MailException(
            "DeliveryUncertain",
            FailureKind.Connection,
            $"The connection to '{Address(smtp)}' broke while the message was sent, and the server did not confirm it: "
            + e.GetBaseException().Message,
            "Whether the message was delivered is not known: ask the recipient before sending it again.",
            e);

    private static string Address(SmtpSettings smtp) =>
        $"{smtp.Server}:{smtp.Port.ToString(CultureInfo.InvariantCulture)}";

    private static string ProviderCode(string code, string words)
    {
        Match enhanced = s_enhancedStatus.Match(words);
        return enhanced.Success ? $"{code} {enhanced.Groups[1].Value}" : code;
    }
}
