using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;

namespace OAuth2Mail;

/// <summary>A message that the submission server took over.</summary>
public sealed class SendResult
{
    internal SendResult(ComposedMessage message, DeliveryReceipt receipt, TimeSpan duration)
    {
        MessageId = message.Message.MessageId ?? "";
        To = [.. message.Recipients.Select(r => r.Address)];
        Subject = message.Message.Subject ?? "";
        Status = SendStatus.Sent;
        ServerResponse = receipt.ServerResponse;
        Attempts = receipt.Attempts;
        Size = receipt.Size;
        Duration = duration;
    }

    /// <summary>The Message-ID, without angle brackets.</summary>
    public string MessageId { get; }

    /// <summary>The envelope's recipients, Cc and Bcc included.</summary>
    public string[] To { get; }

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
