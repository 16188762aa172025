using System.Globalization;
using System.Net.Mail;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Delivery;

/// <summary>The user's options for a delivery.</summary>
internal sealed record DeliveryOptions
{
    // RFC 3461 §4.4, as xtext, in which "+" and "=" take three characters.
    private const int MaximumEnvelopeId = 100;

    /// <summary>One refused recipient fails the whole message.</summary>
    public bool RequireAllRecipients { get; init; }

    /// <summary>The most recipients of one transaction; null where no limit is known.</summary>
    public int? MaximumRecipients { get; init; }

    /// <summary>More recipients than that go in further transactions.</summary>
    public bool SplitRecipients { get; init; }

    /// <summary>When the server should notify the sender (RFC 3461 NOTIFY); <c>None</c> leaves it to the server.</summary>
    public DeliveryNotificationOptions Notification { get; init; }

    /// <summary>How much of the message a notification holds (RET); null leaves it to the server.</summary>
    public DeliveryNotificationReturn? NotificationReturn { get; init; }

    /// <summary>The id by which a notification refers to the message (ENVID).</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>Whether anything is requested that needs the DSN extension.</summary>
    public bool AsksForNotification =>
        Notification != DeliveryNotificationOptions.None || NotificationReturn is not null || EnvelopeId is not null;

    /// <summary>Checks what can be known before anything is sent.</summary>
    /// <exception cref="OAuth2MailException">
    /// The options contradict each other, or the message has too many recipients.
    /// </exception>
    public void Verify(ComposedMessage message)
    {
        if (RequireAllRecipients && SplitRecipients)
        {
            throw Invalid(
                "ParameterConflict",
                "-RequireAllRecipients and -SplitRecipients cannot be combined: a later transaction cannot undo what an earlier one sent.",
                "Leave one of the two out.");
        }

        if (Notification.HasFlag(DeliveryNotificationOptions.Never) && Notification != DeliveryNotificationOptions.Never)
        {
            throw Invalid(
                "ParameterConflict",
                "-DeliveryNotificationOption: Never cannot be combined with another option.",
                "Give Never alone, or leave it out.");
        }

        if (EnvelopeId is not null
            && (EnvelopeId.Any(c => c is <= ' ' or > '~') || EnvelopeId.Sum(c => c is '+' or '=' ? 3 : 1) is 0 or > MaximumEnvelopeId))
        {
            throw Invalid(
                "EnvelopeIdInvalid",
                "-EnvelopeId has to be 1 to 100 printable ASCII characters without spaces; + and = count as three.",
                "Use letters, digits and hyphens.");
        }

        if (!SplitRecipients && message.Recipients.Count > MaximumRecipients)
        {
            throw new OAuth2MailException(
                "TooManyRecipients",
                FailureKind.LimitExceeded,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "The message has {0} recipients, and the server takes {1} in one message. Nothing was sent.",
                    message.Recipients.Count,
                    MaximumRecipients),
                "Send it in several transactions with -SplitRecipients, or give the server's limit with -MaximumRecipients if it is different.");
        }
    }

    private static OAuth2MailException Invalid(string errorId, string message, string advice) =>
        new(errorId, FailureKind.InvalidArgument, message, advice);
}
