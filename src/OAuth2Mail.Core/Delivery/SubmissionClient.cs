using System.Net.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MimeKit;
using MimeKit.IO;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Delivery;

/// <summary>
/// MailKit's client, with transactions that continue without refused recipients, a probe of the sender, and fewer changes to
/// prepared messages.
/// </summary>
internal sealed class SubmissionClient(IProtocolLogger log) : MailKit.Net.Smtp.SmtpClient(log)
{
    private SmtpTransaction? _transaction;
    private TransferMeter? _meter;

    private bool OffersChunks => (Capabilities & (SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime)) != 0;

    // RFC 6531 §3.1: a server that offers SMTPUTF8 also offers 8BITMIME.
    private bool OffersUtf8 => Capabilities.HasFlag(SmtpCapabilities.UTF8) && Capabilities.HasFlag(SmtpCapabilities.EightBitMime);

    /// <summary>Sends a message to those of a transaction's recipients that the server accepts.</summary>
    /// <returns>The server's answer to the message.</returns>
    public async Task<string> SubmitAsync(
        ComposedMessage message, SmtpTransaction transaction, TransferMeter meter, CancellationToken cancellationToken)
    {
        if (message.AddressBeyondAscii is MailboxAddress beyondAscii && !OffersUtf8)
        {
            throw SmtpFailure.OfUtf8Address(beyondAscii);
        }

        _transaction = transaction;
        _meter = meter;
        DeliveryStatusNotificationType = transaction.Options.NotificationReturn switch
        {
            DeliveryNotificationReturn.Full => DeliveryStatusNotificationType.Full,
            DeliveryNotificationReturn.HeadersOnly => DeliveryStatusNotificationType.HeadersOnly,
            _ => DeliveryStatusNotificationType.Unspecified,
        };
        try
        {
            return await SendAsync(
                TransportFormat.For(message),
                message.Message,
                transaction.Sender,
                transaction.Recipients,
                cancellationToken,
                meter).ConfigureAwait(false);
        }
        finally
        {
            _transaction = null;
            _meter = null;
        }
    }

    /// <summary>Asks whether the server accepts a sender and a recipient, without starting a message (MAIL FROM, RCPT TO, RSET).</summary>
    /// <returns>The server's answers; null for the recipient if the sender is refused.</returns>
    /// <exception cref="OAuth2MailException">An address is beyond ASCII, which the server does not take.</exception>
    public async Task<(SmtpResponse Sender, SmtpResponse? Recipient)> ProbeSenderAsync(
        MailboxAddress sender, MailboxAddress recipient, CancellationToken cancellationToken)
    {
        MailboxAddress? beyondAscii = new[] { sender, recipient }.FirstOrDefault(Messages.MailAddress.IsBeyondAscii);
        if (beyondAscii is not null && !OffersUtf8)
        {
            throw SmtpFailure.OfUtf8Address(beyondAscii);
        }

        // RFC 6531 §3.4.
        string parameter = beyondAscii is null ? "" : " SMTPUTF8";
        SmtpResponse ofSender = await SendCommandAsync(
            $"MAIL FROM:<{InCommand(sender)}>{parameter}", cancellationToken).ConfigureAwait(false);
        SmtpResponse? ofRecipient = (int)ofSender.StatusCode < 300
            ? await SendCommandAsync($"RCPT TO:<{InCommand(recipient)}>", cancellationToken).ConfigureAwait(false)
            : null;
        await SendCommandAsync("RSET", cancellationToken).ConfigureAwait(false);
        return (ofSender, ofRecipient);
    }

    private static string InCommand(MailboxAddress mailbox) => mailbox.GetAddress(idnEncode: !Messages.MailAddress.IsBeyondAscii(mailbox));

    protected override async Task<long> GetSizeAsync(
        FormatOptions options, MimeMessage message, CancellationToken cancellationToken)
    {
        // Before MAIL FROM, by writing the message to a stream that only counts: as it is, and with the dots that DATA doubles.
        var plain = new PlainLength();
        using var measure = new MeasuringStream();
        using (var filtered = new FilteredStream(measure))
        {
            filtered.Add(plain);
            filtered.Add(new SmtpDataFilter());
            await message.WriteToAsync(options, filtered, cancellationToken).ConfigureAwait(false);
            await filtered.FlushAsync(cancellationToken).ConfigureAwait(false);
        }

        long size = plain.Bytes;
        // BDAT doubles nothing (RFC 3030 §2).
        _meter!.Expected = OffersChunks ? size : measure.Length;
        // RFC 1870 §4: zero is no limit.
        return Capabilities.HasFlag(SmtpCapabilities.Size) && MaxSize > 0 && size > MaxSize
            ? throw SmtpFailure.OfSize(size, MaxSize)
            : size;
    }

    /// <summary>BDAT needs no answer before the content (RFC 3030): one round trip less for each message.</summary>
    protected override bool PreferSendAsBinaryData => true;

    protected override string? GetEnvelopeId(MimeMessage message) => _transaction!.Options.EnvelopeId;

    protected override DeliveryStatusNotification? GetDeliveryStatusNotifications(MimeMessage message, MailboxAddress mailbox)
    {
        DeliveryNotificationOptions wanted = _transaction!.Options.Notification;
        return wanted switch
        {
            DeliveryNotificationOptions.None => null,
            DeliveryNotificationOptions.Never => DeliveryStatusNotification.Never,
            // Success, Failure and Delay have the same values in both.
            _ => (DeliveryStatusNotification)(int)wanted,
        };
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _transaction!.Accept(mailbox);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _transaction!.Refuse(mailbox, response);

    protected override void OnNoRecipientsAccepted(MimeMessage message) => throw SmtpTransaction.RecipientsRefused();

    /// <summary>Re-encodes only what the server could not accept; MailKit would also relabel what needs no change.</summary>
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        if (message.Headers.Contains(HeaderId.DkimSignature) || message.Headers.Contains(HeaderId.ArcSeal))
        {
            options.International = false;
            return;
        }

        TransferEncoding.Fit(message.Body, constraint, maxLineLength);
    }
}
