using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>A MIME message with its envelope. Attachments are open files, read while the message is sent.</summary>
internal sealed class ComposedMessage(MimeMessage message, MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients)
    : IDisposable
{
    public MimeMessage Message { get; } = message;

    /// <summary>The envelope's sender (RFC 5321 MAIL FROM).</summary>
    public MailboxAddress Sender { get; } = sender;

    /// <summary>The envelope's recipients, each once, Bcc included.</summary>
    public IReadOnlyList<MailboxAddress> Recipients { get; } = recipients;

    public void Dispose() => Message.Dispose();
}
