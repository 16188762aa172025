using MimeKit;

namespace OAuth2Mail.Delivery;

/// <summary>What is known about a message that the server accepted.</summary>
/// <param name="ServerResponse">The server's last words, usually with its queue id.</param>
/// <param name="Attempts">How often the message was offered.</param>
/// <param name="Size">The size of the message as sent, in bytes.</param>
/// <param name="Accepted">The recipients that it goes to.</param>
/// <param name="Refused">The recipients that the server did not accept.</param>
internal sealed record DeliveryReceipt(
    string ServerResponse,
    int Attempts,
    long Size,
    IReadOnlyList<MailboxAddress> Accepted,
    IReadOnlyList<RefusedRecipient> Refused);
