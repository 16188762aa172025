using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;

namespace OAuth2Mail;

/// <summary>A message that the submission server took over.</summary>
public sealed class SendResult
{
    internal SendResult(ComposedMessage message, DeliveryReceipt receipt, TimeSpan duration)
    {
        MessageId = message.Message.MessageId ?? "";
        AcceptedRecipients = [.. receipt.Accepted.Select(r => r.Address)];
        RefusedRecipients = [.. receipt.Refused];
        To = [.. AcceptedRecipients, .. receipt.Refused.Select(r => r.Recipient)];
        Subject = message.Message.Subject ?? "";
        Status = receipt.Refused.Count == 0 ? SendStatus.Sent : SendStatus.PartiallySent;
        ServerResponse = receipt.ServerResponse;
        Attempts = receipt.Attempts;
        Size = receipt.Size;
        Duration = duration;
    }

    /// <summary>The Message-ID, without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>The envelope's recipients, Cc and Bcc included, whether accepted or not.</summary>
    public string[] To { get; }

    /// <summary>The recipients that the server accepted.</summary>
    public string[] AcceptedRecipients { get; }

    /// <summary>The recipients that the server refused, with its replies.</summary>
    public RefusedRecipient[] RefusedRecipients { get; }

    /// <summary>The subject.</summary>
    public string Subject { get; }

    /// <summary>What became of it.</summary>
    public SendStatus Status { get; }

    /// <summary>The server's own words, usually with its queue id.</summary>
    public string ServerResponse { get; }

    /// <summary>How often the message was offered to a server.</summary>
    public int Attempts { get; }

    /// <summary>The message's size as sent, in bytes.</summary>
    public long Size { get; }

    /// <summary>From the first attempt to the server's confirmation.</summary>
    public TimeSpan Duration { get; }
}
