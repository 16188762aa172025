using System.Management.Automation;
using System.Net.Mail;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Cmdlets;

/// <content>How it is delivered, and what is told of that.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>
    /// How many seconds the server may take for each answer, and for connecting and authentication as a whole. 120 by default;
    /// the answer to a whole message is waited for ten minutes (RFC 5321 §4.5.3.2.6).
    /// </summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = (int)MailSession.DefaultTimeout.TotalSeconds;

    /// <summary>
    /// Also writes what is sent: to this folder, or to this file where it ends with .eml. With <c>-WhatIf</c> it is only
    /// written. Nothing is written over; a name that is taken gets a number.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SaveTo { get; set; }

    /// <summary>Sends to nobody when the server refuses one of the recipients.</summary>
    [Parameter]
    public SwitchParameter RequireAllRecipients { get; set; }

    /// <summary>
    /// The most recipients of a message; more are an error, or go in further transactions with <c>-SplitRecipients</c>.
    /// Without it the provider's limit: Exchange Online 1,000, Gmail 100.
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumRecipients { get; set; }

    /// <summary>Sends a message with more recipients than the server takes in several transactions, each with a result of its own.</summary>
    [Parameter]
    public SwitchParameter SplitRecipients { get; set; }

    /// <summary>When the server shall tell the sender what became of the message: None, OnSuccess, OnFailure, Delay or Never.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("DNO")]
    [BlankIsNothing(DeliveryNotificationOptions.None)]
    public DeliveryNotificationOptions DeliveryNotificationOption { get; set; }

    /// <summary>How much of the message such a notification holds: Full or HeadersOnly.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNothing]
    public DeliveryNotificationReturn? DeliveryNotificationReturn { get; set; }

    /// <summary>What such a notification names the message by: up to 100 printable ASCII characters without blanks.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? EnvelopeId { get; set; }

    /// <summary>Writes a result for each message, or each transaction of it.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private DeliveryOptions Options => new()
    {
        RequireAllRecipients = RequireAllRecipients,
        MaximumRecipients = MaximumRecipients > 0 ? MaximumRecipients : SubmissionLimits.RecipientsOf(_profile!.Smtp.Server),
        SplitRecipients = SplitRecipients,
        Notification = DeliveryNotificationOption,
        NotificationReturn = DeliveryNotificationReturn,
        EnvelopeId = Given(EnvelopeId),
    };

    private Task TransmitAsync(
        ComposedMessage message, string target, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        return new RecipientBatches(_session!, Options).SendAsync(
            message,
            async receipt =>
            {
                pipeline.Verbose($"Sent to {target} ({receipt.ServerResponse})");
                if (PassThru)
                {
                    await pipeline.WriteObjectAsync(
                        new SendResult(message, receipt, TimeProvider.System.GetElapsedTime(start))).ConfigureAwait(false);
                }

                foreach (RefusedRecipient recipient in receipt.Refused)
                {
                    await pipeline.WriteErrorAsync(ErrorRecords.From(SmtpFailure.OfRecipient(recipient), ErrorTarget))
                        .ConfigureAwait(false);
                }

                // The next transaction's time is its own.
                start = TimeProvider.System.GetTimestamp();
            },
            failure => pipeline.WriteErrorAsync(ErrorRecords.From(failure, ErrorTarget)),
            cancellationToken);
    }
}
