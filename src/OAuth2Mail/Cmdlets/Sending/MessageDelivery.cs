using MimeKit;
using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>A message that is ready to be delivered.</summary>
internal sealed class MessageDelivery(
    MailOrder order, ComposedMessage message, DeliveryOptions options, ProfileRun run, string? key)
{
    public MailOrder Order { get; } = order;

    public ComposedMessage Message { get; } = message;

    public DeliveryOptions Options { get; } = options;

    public ProfileRun Run { get; } = run;

    /// <summary>What identifies it in the journal; null if there is none.</summary>
    public string? Key { get; } = key;

    /// <summary>The journal has an outcome of it from this run.</summary>
    public bool IsJournalled { get; set; }

    /// <summary>Those that it still has to be sent to.</summary>
    public IReadOnlyList<MailboxAddress> Recipients { get; set; } = message.Recipients;

    /// <summary>Its recipients and subject. Whoever is in Bcc is hidden from the screen and from transcripts too.</summary>
    public override string ToString()
    {
        IReadOnlyList<MailboxAddress> hidden = Message.HiddenRecipients;
        IEnumerable<string> shown = Message.Recipients.Except(hidden).Select(recipient => recipient.Address);
        return $"{string.Join(", ", hidden.Count == 0 ? shown : shown.Append($"{hidden.Count} in Bcc"))}: {Message.Message.Subject}";
    }
}
