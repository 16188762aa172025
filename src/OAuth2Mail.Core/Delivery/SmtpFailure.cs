using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Proxy;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Delivery;

/// <summary>Turns what MailKit and the server report into failures with advice.</summary>
internal static class SmtpFailure
{
    // RFC 3463: class.subject.detail, at the beginning of the reply's text.
    private static readonly Regex s_enhancedStatus =
        new(@"^\s*([245]\.\d{1,3}\.\d{1,3})\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // MailKit words it "535: 5.7.3 Authentication unsuccessful", except for a 534 right after AUTH, which it reports without
    // the code.
    private static readonly Regex s_authenticationReply =
        new(@"^(\d{3}):\s*(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    private static readonly Regex s_proxyAuthentication =
        new(@"HTTP/1\.\d 407\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    public static bool IsTransportFailure(Exception e) =>
        e is SmtpProtocolException or ServiceNotConnectedException or IOException or SocketException or TimeoutException;

    /// <summary>Whether the server refused the token (535, RFC 4954 §6), so that a new one may help.</summary>
    public static bool IsRefusedToken(OAuth2MailException e) =>
        e.ProviderCode?.StartsWith("535", StringComparison.Ordinal) == true;

    public static OAuth2MailException OfConnecting(Exception e, StoredProfile profile, CertificatePolicy certificates)
    {
        string server = Address(profile.Smtp);
        return e switch
        {
            _ when certificates.Refusal is CertificateRefusal refusal => new OAuth2MailException(
                "SmtpCertificateRefused",
                FailureKind.Security,
                $"The certificate of '{server}' was refused: {ServerWords.SingleLine(refusal.Reason)}.",
                refusal.Advice),
            ProxyProtocolException proxy when s_proxyAuthentication.IsMatch(proxy.Message) =>
                ProviderFailure.OfProxyAuthentication(server),
            ProxyProtocolException proxy => new OAuth2MailException(
                "ProxyRefused",
                FailureKind.Connection,
                $"The proxy '{profile.Proxy}' does not connect to '{server}': {ServerWords.SingleLine(proxy.Message)}",
                "Check that the proxy allows CONNECT to the server's port, and -ProxyCredential."),
            SslHandshakeException { InnerException: not TimeoutException } => new OAuth2MailException(
                "SmtpTlsFailed",
                FailureKind.Security,
                $"The TLS connection with '{server}' failed: {e.GetBaseException().Message}",
                "Port 587 usually wants -Security StartTls, port 465 -Security ImplicitTls.",
                e),
            NotSupportedException => new OAuth2MailException(
                "SmtpStartTlsNotOffered",
                FailureKind.Security,
                $"'{server}' does not offer STARTTLS. The token was not sent, because it would travel in the clear.",
                "Check the server and port (587 for STARTTLS; 465 with -Security ImplicitTls), and whether something in between strips STARTTLS."),
            TimeoutException or SslHandshakeException => new OAuth2MailException(
                "SmtpConnectTimeout",
                FailureKind.Timeout,
                $"'{server}' did not answer in time.",
                "Check the firewall for the port; behind a proxy, give it with -Proxy.",
                e)
            {
                IsTransient = true,
            },
            SmtpCommandException command => OfCommand(command, "SmtpConnectionRefused"),
            _ => new OAuth2MailException(
                "SmtpConnectFailed",
                FailureKind.Connection,
                $"'{server}' cannot be reached: {e.GetBaseException().Message}",
                "Check the server's name and port, DNS and the firewall; behind a proxy, give it with -Proxy.",
                e)
            {
                // A name that does not exist does not begin to.
                IsTransient = e.GetBaseException() is not SocketException
                {
                    SocketErrorCode: SocketError.HostNotFound or SocketError.NoData,
                },
            },
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
        string code = reply.Success ? reply.Groups[1].Value : "534";
        string words = reply.Success ? reply.Groups[2].Value : e.Message;
        string said = $"{code} {ServerWords.SingleLine(words)}"
            + (mechanism.Refusal is { Length: > 0 } json ? $" (the server said: {json})" : "");
        if (code[0] == '4')
        {
            // RFC 4954 §6: nothing is wrong with the token; the server cannot tell now.
            return new OAuth2MailException(
                "SmtpAuthenticationUnavailable",
                FailureKind.Unavailable,
                $"'{Address(profile.Smtp)}' cannot authenticate '{profile.UserName}' at the moment: {said}",
                SmtpReplyAdvice.For(code, words) ?? "Try again later; the refusal is temporary.")
            {
                ProviderCode = ProviderCode(code, words),
                IsTransient = true,
            };
        }

        return new OAuth2MailException(
            "SmtpAuthenticationFailed",
            FailureKind.Authentication,
            $"'{Address(profile.Smtp)}' refused the token of '{profile.UserName}': {said}",
            SmtpReplyAdvice.For(code, words) ?? SmtpReplyAdvice.RefusedToken)
        {
            ProviderCode = ProviderCode(code, words),
        };
    }

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

    public static OAuth2MailException OfCommand(SmtpCommandException e, string errorId)
    {
        string code = ((int)e.StatusCode).ToString(CultureInfo.InvariantCulture);
        string subject = e.Mailbox is null ? "" : $" <{e.Mailbox.Address}>";
        string what = e.ErrorCode switch
        {
            SmtpErrorCode.SenderNotAccepted => $"The server refused the sender{subject}",
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
            IsTransient = IsTemporary(code, e.Message),
        };
    }

    /// <summary>
    /// Whether a reply is temporary (RFC 5321 §4.2.1). One that Exchange Online gives for a mailbox that nobody may use is not,
    /// whatever its code says.
    /// </summary>
    public static bool IsTemporary(string code, string words) =>
        code[0] == '4' && words.IndexOf("MapiExceptionLogonFailed", StringComparison.OrdinalIgnoreCase) < 0;

    /// <summary>The failure for one recipient of a message that goes to the others.</summary>
    public static OAuth2MailException OfRecipient(RefusedRecipient recipient) => new(
        "RecipientRefused",
        FailureKind.Rejected,
        $"The server refused the recipient <{recipient.Recipient}>: {recipient.ServerResponse}",
        AdviceFor(recipient))
    {
        ProviderCode = ProviderCode(recipient.Code, recipient.Words),
    };

    /// <summary>The failure for a message that goes to nobody because of its recipients.</summary>
    public static OAuth2MailException OfRecipients(IReadOnlyList<RefusedRecipient> refused) => new(
        "MessageRejected",
        FailureKind.Rejected,
        "Nothing was sent, because the server refused the recipient "
        + string.Join("; ", refused.Select(r => $"<{r.Recipient}>: {r.ServerResponse}")),
        refused.Select(AdviceFor).FirstOrDefault(advice => advice is not null))
    {
        ProviderCode = ProviderCode(refused[0].Code, refused[0].Words),
        IsTransient = refused.All(recipient => recipient.IsTemporary),
    };

    /// <summary>The failure of one of a message's transactions.</summary>
    /// <param name="e">What failed.</param>
    /// <param name="batch">The transaction's recipients.</param>
    /// <param name="unsent">Recipients of the transactions that were not attempted.</param>
    public static OAuth2MailException OfBatch(
        OAuth2MailException e, IReadOnlyList<MailboxAddress> batch, IReadOnlyList<MailboxAddress> unsent) => new(
        e.ErrorId,
        e.Kind,
        $"{e.Message} This was the transaction for {Join(batch)}."
        + (unsent.Count == 0 ? "" : $" Not tried: {Join(unsent)}."),
        e.Advice,
        e.InnerException)
    {
        ProviderCode = e.ProviderCode,
        CorrelationId = e.CorrelationId,
    };

    /// <summary>The failure for a message that is larger than the server's SIZE (RFC 1870).</summary>
    public static OAuth2MailException OfSize(long size, long limit) => new(
        "MessageTooLarge",
        FailureKind.LimitExceeded,
        string.Format(
            CultureInfo.InvariantCulture,
            "The message has {0:N0} bytes as it is sent, but the server accepts only {1:N0}. Nothing was sent.",
            size,
            limit),
        "Attachments grow by a third when they are encoded: send less, or a link to the file.");

    /// <summary>The failure for an address that the server cannot take (RFC 6531).</summary>
    public static OAuth2MailException OfUtf8Address(MailboxAddress mailbox) => new(
        "SmtpUtf8NotOffered",
        FailureKind.NotSupported,
        $"'{mailbox.Address}' has non-ASCII characters before the @, but the server does not offer SMTPUTF8. Nothing was sent.",
        "Use another address of that mailbox, or a server that offers SMTPUTF8.");

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

    /// <summary>The failure for a server that wants authentication again and again (530).</summary>
    public static OAuth2MailException OfMissingAuthentication(ServiceNotAuthenticatedException e, SmtpSettings smtp) => new(
        "SmtpAuthenticationFailed",
        FailureKind.Authentication,
        $"'{Address(smtp)}' does not consider the connection authenticated: 530 {ServerWords.SingleLine(e.Message)}",
        SmtpReplyAdvice.For("530", e.Message) ?? SmtpReplyAdvice.RefusedToken)
    {
        ProviderCode = ProviderCode("530", e.Message),
    };

    private static string? AdviceFor(RefusedRecipient recipient)
    {
        string? known = SmtpReplyAdvice.For(recipient.Code, recipient.Words);
        return recipient.Code[0] == '4' ? $"{known} The refusal is temporary: send to this recipient again later.".TrimStart() : known;
    }

    private static string Join(IEnumerable<MailboxAddress> mailboxes) => string.Join(", ", mailboxes.Select(m => m.Address));

    private static string Address(SmtpSettings smtp) =>
        $"{smtp.Server}:{smtp.Port.ToString(CultureInfo.InvariantCulture)}";

    private static string ProviderCode(string code, string words)
    {
        Match enhanced = s_enhancedStatus.Match(words);
        return enhanced.Success ? $"{code} {enhanced.Groups[1].Value}" : code;
    }
}
