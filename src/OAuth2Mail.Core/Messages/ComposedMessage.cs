using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>A MIME message with its envelope. Attachments are open files, read while the message is sent.</summary>
/// <param name="message">The message.</param>
/// <param name="sender">The envelope's sender.</param>
/// <param name="recipients">The envelope's recipients.</param>
/// <param name="source">The file that the message itself is read from while it is sent; null where it was composed.</param>
internal sealed class ComposedMessage(
    MimeMessage message, MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients, FileStream? source = null)
    : IDisposable
{
    public MimeMessage Message { get; } = message;

    /// <summary>The envelope's sender (RFC 5321 MAIL FROM).</summary>
    public MailboxAddress Sender { get; } = sender;

    /// <summary>The envelope's recipients, each once, Bcc included.</summary>
    public IReadOnlyList<MailboxAddress> Recipients { get; } = recipients;

    /// <summary>The recipients whom the others do not see.</summary>
    public IReadOnlyList<MailboxAddress> HiddenRecipients
    {
        get
        {
            var shown = new HashSet<string>(
                Message.To.Mailboxes.Concat(Message.Cc.Mailboxes).Concat(Message.ResentTo.Mailboxes).Concat(Message.ResentCc.Mailboxes)
                    .Select(mailbox => mailbox.Address),
                StringComparer.OrdinalIgnoreCase);
            return [.. Recipients.Where(recipient => !shown.Contains(recipient.Address))];
        }
    }

    /// <summary>The first address of envelope or headers whose local part takes SMTPUTF8 (RFC 6531); null where none does.</summary>
    public MailboxAddress? AddressBeyondAscii => new[] { Sender }
        .Concat(Recipients)
        .Concat(Message.From.Mailboxes).Concat(Message.ReplyTo.Mailboxes).Concat(Message.To.Mailboxes).Concat(Message.Cc.Mailboxes)
        .FirstOrDefault(MailAddress.IsBeyondAscii);

    public void Dispose()
    {
        Message.Dispose();
        source?.Dispose();
    }
}
