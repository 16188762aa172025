using MailKit.Net.Smtp;
using MimeKit;

namespace OAuth2Mail.Delivery;

/// <summary>One mail transaction (RFC 5321 §3.3): its recipients, and the server's reply to each.</summary>
internal sealed class SmtpTransaction(
    MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients, DeliveryOptions options)
{
    private readonly List<MailboxAddress> _accepted = [];
    private readonly List<RefusedRecipient> _refused = [];

    public MailboxAddress Sender { get; } = sender;

    public IReadOnlyList<MailboxAddress> Recipients { get; } = recipients;

    public DeliveryOptions Options { get; } = options;

    public IReadOnlyList<MailboxAddress> Accepted => _accepted;

    public IReadOnlyList<RefusedRecipient> Refused => _refused;

    public void Accept(MailboxAddress recipient)
    {
        _accepted.Add(recipient);
        EndWhereAllAreRequired();
    }

    /// <exception cref="SmtpCommandException">The refusal ends the transaction.</exception>
    public void Refuse(MailboxAddress recipient, SmtpResponse response)
    {
        _refused.Add(new RefusedRecipient(recipient, response));
        if (response.StatusCode == SmtpStatusCode.ServiceNotAvailable)
        {
            // 421 is about the connection, not about the recipient.
            throw new SmtpCommandException(
                SmtpErrorCode.UnexpectedStatusCode, response.StatusCode, recipient, response.Response);
        }

        EndWhereAllAreRequired();
    }

    /// <summary>Ends a transaction before DATA. Who was refused, and why, is in <see cref="Refused"/>.</summary>
    public static SmtpCommandException RecipientsRefused() => new(
        SmtpErrorCode.RecipientNotAccepted, SmtpStatusCode.TransactionFailed, "Recipients were refused.");

    // Only after the last reply, so that every refused recipient can be named, with or without PIPELINING.
    private void EndWhereAllAreRequired()
    {
        if (Options.RequireAllRecipients && _refused.Count > 0 && _accepted.Count + _refused.Count == Recipients.Count)
        {
            throw RecipientsRefused();
        }
    }
}
