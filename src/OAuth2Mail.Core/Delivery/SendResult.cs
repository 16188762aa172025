using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;

namespace OAuth2Mail;

/// <summary>A message that the submission server accepted.</summary>
public sealed class SendResult
{
    internal SendResult(ComposedMessage message, DeliveryReceipt receipt, TimeSpan duration)
    {
        MessageId = message.Message.MessageId ?? "";
        AcceptedRecipients = new RecipientList<string>(receipt.Accepted.Select(r => r.Address));
        RefusedRecipients = new RecipientList<RefusedRecipient>(receipt.Refused);
        To = new RecipientList<string>(AcceptedRecipients.Concat(receipt.Refused.Select(r => r.Recipient)));
        Subject = message.Message.Subject ?? "";
        Status = (receipt.Refused.Count == 0 ? SendStatus.Sent : SendStatus.PartiallySent).ToString();
        ServerResponse = receipt.ServerResponse;
        Attempts = receipt.Attempts;
        Size = receipt.Size;
        Duration = duration;
    }

    /// <summary>The Message-ID, without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>The envelope's recipients, Cc and Bcc included, whether accepted or not.</summary>
    public RecipientList<string> To { get; }

    /// <summary>The recipients that the server accepted.</summary>
    public RecipientList<string> AcceptedRecipients { get; }

    /// <summary>The recipients that the server refused, with its replies.</summary>
    public RecipientList<RefusedRecipient> RefusedRecipients { get; }

    /// <summary>The subject.</summary>
    public string Subject { get; }

    /// <summary>The outcome: the name of a <see cref="SendStatus"/>, which files and reports show as it is.</summary>
    public string Status { get; }

    /// <summary>The server's own words, usually with its queue id.</summary>
    public string ServerResponse { get; }

    /// <summary>How often the message was offered to a server.</summary>
    public int Attempts { get; }

    /// <summary>The message's size as sent, in bytes.</summary>
    public long Size { get; }

    /// <summary>From the first attempt to the server's confirmation.</summary>
    public TimeSpan Duration { get; }
}
