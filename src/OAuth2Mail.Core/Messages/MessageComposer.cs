using MimeKit;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Makes a MIME message of what the user described.</summary>
internal static class MessageComposer
{
    /// <summary>Makes the message, signed and encrypted where the user asks for that.</summary>
    /// <param name="outgoing">What the user described.</param>
    /// <param name="defaultSender">The sender where the user named none.</param>
    /// <param name="date">The Date header.</param>
    /// <param name="diagnostics">Hears of certificates that do not fit.</param>
    /// <param name="cancellationToken">Ends it; nothing stays open.</param>
    /// <exception cref="OAuth2MailException">An address, a header value, a file or a key is bad; nothing stays open.</exception>
    public static async Task<ComposedMessage> ComposeAsync(
        OutgoingMessage outgoing, string defaultSender, DateTimeOffset date, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        ComposedMessage message = Compose(outgoing, defaultSender, date);
        try
        {
            if (outgoing.Security is MessageSecurity security)
            {
                await security.ApplyAsync(message, diagnostics, cancellationToken).ConfigureAwait(false);
            }

            return message;
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    /// <summary>Makes the message, readable and unsigned.</summary>
    /// <param name="outgoing">What the user described.</param>
    /// <param name="defaultSender">The sender where the user named none.</param>
    /// <param name="date">The Date header.</param>
    /// <exception cref="OAuth2MailException">An address, a header value or a file is bad; nothing stays open.</exception>
    public static ComposedMessage Compose(OutgoingMessage outgoing, string defaultSender, DateTimeOffset date)
    {
        MailboxAddress from = MailAddress.Parse(outgoing.From ?? defaultSender, "-From");
        List<MailboxAddress> to = MailAddress.ParseAll(outgoing.To, "-To");
        List<MailboxAddress> cc = MailAddress.ParseAll(outgoing.Cc, "-Cc");
        List<MailboxAddress> bcc = MailAddress.ParseAll(outgoing.Bcc, "-Bcc");
        List<MailboxAddress> recipients = MailAddress.Distinct(to.Concat(cc).Concat(bcc));
        if (recipients.Count == 0)
        {
            throw new OAuth2MailException(
                "RecipientMissing", FailureKind.InvalidArgument, "The message has no recipient.", "Give -To, -Cc or -Bcc.");
        }

        var message = new MimeMessage();
        try
        {
            message.From.Add(from);
            message.To.AddRange(to);
            message.Cc.AddRange(cc);
            message.Date = date;
            MessageHeaders.Apply(message, outgoing, from.Domain);
            message.Body = MessageBody.Compose(outgoing, from.Domain);

            // Every server accepts 7-bit text, so what is saved is what is sent, and a signature stays valid in transit.
            TransferEncoding.Compose(message.Body);
            return new ComposedMessage(message, from, recipients);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }
}
