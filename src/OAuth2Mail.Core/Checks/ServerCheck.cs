using System.Globalization;
using MailKit.Net.Smtp;
using MimeKit;
using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tokens;

namespace OAuth2Mail.Checks;

/// <summary>Checks what the mail server does, over a connection of its own.</summary>
internal sealed class ServerCheck(ProfileLocation location, TokenService tokens, TimeSpan limit, TimeProvider time, IDiagnosticSink diagnostics)
    : IDisposable
{
    // An operator who renews by hand may have forgotten it; those who renew by machine do so much earlier.
    private static readonly TimeSpan s_certificateHorizon = TimeSpan.FromDays(7);

    private static readonly (SmtpCapabilities Flag, string Name)[] s_extensions =
    [
        (SmtpCapabilities.Pipelining, "PIPELINING"),
        (SmtpCapabilities.Chunking, "CHUNKING"),
        (SmtpCapabilities.EightBitMime, "8BITMIME"),
        (SmtpCapabilities.UTF8, "SMTPUTF8"),
        (SmtpCapabilities.Dsn, "DSN"),
    ];

    private SubmissionConnection? _connection;

    /// <summary>Connects and encrypts.</summary>
    /// <exception cref="OAuth2MailException">It cannot be reached, or not safely.</exception>
    public async Task<Finding> EncryptAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        _connection = await ConnectAsync(profile, cancellationToken).ConfigureAwait(false);
        string detail = $"{_connection.Client.SslProtocol}, {profile.Smtp.Security}";
        if (_connection.Certificate is not ServerCertificate certificate)
        {
            return new Finding($"{detail}.");
        }

        TimeSpan left = certificate.NotAfter - time.GetUtcNow();
        detail = string.Format(
            CultureInfo.CurrentCulture,
            "{0}; certificate '{1}' by '{2}', {3:0} days left; revocation: {4}.",
            detail,
            certificate.Subject,
            certificate.Issuer,
            Math.Floor(left.TotalDays),
            certificate.Revocation);
        return left < s_certificateHorizon
            ? Finding.Warning(detail, $"The server's certificate ends on {certificate.NotAfter.LocalDateTime:d}: its operator has to renew it.")
            : new Finding(detail);
    }

    /// <summary>Looks at what the server offers (EHLO).</summary>
    /// <exception cref="OAuth2MailException">It offers no OAuth mechanism.</exception>
    public Finding Describe(StoredProfile profile)
    {
        SubmissionClient client = _connection!.Client;
        _connection.RequireMechanism(profile);
        string[] offers =
        [
            profile.Smtp.Security == SmtpSecurity.StartTls ? "STARTTLS" : "TLS from the start",
            $"AUTH {string.Join(" ", client.AuthenticationMechanisms.OrderBy(m => m, StringComparer.Ordinal))}",
            .. s_extensions.Where(extension => client.Capabilities.HasFlag(extension.Flag)).Select(extension => extension.Name),
        ];
        string size = client.Capabilities.HasFlag(SmtpCapabilities.Size) && client.MaxSize > 0
            ? string.Format(CultureInfo.CurrentCulture, "; messages up to {0:N0} bytes", client.MaxSize)
            : "; no limit of size is told";
        return new Finding(string.Join(", ", offers) + size + ".");
    }

    /// <summary>Authenticates as sending does: a token that is refused is renewed once.</summary>
    /// <returns>What was found, and the profile with the token that was accepted.</returns>
    /// <exception cref="OAuth2MailException">The server refuses it.</exception>
    public async Task<(Finding Finding, StoredProfile Profile)> AuthenticateAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        try
        {
            await _connection!.AuthenticateAsync(profile, cancellationToken).ConfigureAwait(false);
            return (new Finding($"Authenticated as '{profile.UserName}' ({_connection.Mechanism})."), profile);
        }
        catch (OAuth2MailException e) when (SmtpFailure.IsRefusedToken(e))
        {
            profile = await tokens.ReplaceRefusedAsync(location, profile, e, cancellationToken).ConfigureAwait(false);
            _connection!.Dispose();
            _connection = await ConnectAsync(profile, cancellationToken).ConfigureAwait(false);
            await _connection.AuthenticateAsync(profile, cancellationToken).ConfigureAwait(false);
            return (
                new Finding($"Authenticated as '{profile.UserName}' ({_connection.Mechanism}) with a new token; the stored one was refused."),
                profile);
        }
    }

    /// <summary>Asks whether the sender may send, and the mailbox itself would get it; nothing is sent.</summary>
    /// <exception cref="OAuth2MailException">The server refuses the sender.</exception>
    public async Task<Finding> ProbeSenderAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        MailboxAddress sender = MailAddress.Parse(profile.From ?? profile.UserName, "-From");
        MailboxAddress recipient = MailAddress.Parse(profile.UserName, "-UserName");
        try
        {
            (SmtpResponse ofSender, SmtpResponse? ofRecipient) = await _connection!.Client
                .ProbeSenderAsync(sender, recipient, cancellationToken).ConfigureAwait(false);
            if ((int)ofSender.StatusCode >= 300)
            {
                throw SmtpFailure.OfCommand(
                    new SmtpCommandException(SmtpErrorCode.SenderNotAccepted, ofSender.StatusCode, sender, ofSender.Response),
                    "SenderRefused",
                    profile);
            }

            return ofRecipient is null || (int)ofRecipient.StatusCode < 300
                ? new Finding($"'{sender.Address}' may send, and '{recipient.Address}' would receive.")
                : throw SmtpFailure.OfRecipients([new RefusedRecipient(recipient, ofRecipient)], profile);
        }
        catch (Exception e) when (ConnectionFailure.IsTransportFailure(e))
        {
            throw ConnectionFailure.OfLostConnection(e, profile.Smtp, isComplete: false);
        }
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="OAuth2MailException">It was not delivered.</exception>
    public async Task<Finding> DeliverAsync(StoredProfile profile, string sendTo, CancellationToken cancellationToken)
    {
        using ComposedMessage message = MessageComposer.Compose(
            new OutgoingMessage
            {
                To = [sendTo],
                Subject = $"Test of the OAuth2Mail profile {location.Name}",
                TextBody = $"This message was sent by Test-OAuth2MailProfile with the profile {location.Name}.",
            },
            profile.From ?? profile.UserName,
            time.GetLocalNow());
        using var session = new MailSession(location, tokens, limit, time, diagnostics);
        DeliveryReceipt receipt = await session.SendAsync(message, cancellationToken).ConfigureAwait(false);
        await session.CloseAsync(cancellationToken).ConfigureAwait(false);
        return new Finding($"Sent to {sendTo}: {ServerWords.SingleLine(receipt.ServerResponse)}");
    }

    public void Dispose() => _connection?.Dispose();

    private Task<SubmissionConnection> ConnectAsync(StoredProfile profile, CancellationToken cancellationToken) =>
        SubmissionConnection.ConnectAsync(profile, limit, protocolLog: null, diagnostics, cancellationToken);
}
