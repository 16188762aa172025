using System.Management.Automation;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>How it is delivered, and what is told of that.</content>
public sealed partial class SendOAuth2MailMessage
{
    /// <summary>How many seconds the server may take for each answer. 120 by default.</summary>
    [Parameter]
    [ValidateRange(1, 3600)]
    public int TimeoutSec { get; set; } = (int)MailSession.DefaultTimeout.TotalSeconds;

    /// <summary>Sends to nobody when the server refuses one of the recipients.</summary>
    [Parameter]
    public SwitchParameter RequireAllRecipients { get; set; }

    /// <summary>Writes a result for each message.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private DeliveryOptions Options => new() { RequireAllRecipients = RequireAllRecipients };

    private async Task DeliverAsync(
        CmdletPipeline pipeline, ComposedMessage message, string target, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        DeliveryReceipt receipt = await _session!
            .SendAsync(message, message.Recipients, Options, cancellationToken).ConfigureAwait(false);
        pipeline.Verbose($"Sent to {target} ({receipt.ServerResponse})");
        if (PassThru)
        {
            await pipeline.WriteObjectAsync(new SendResult(message, receipt, TimeProvider.System.GetElapsedTime(start)))
                .ConfigureAwait(false);
        }

        foreach (RefusedRecipient recipient in receipt.Refused)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(SmtpFailure.OfRecipient(recipient), ErrorTarget))
                .ConfigureAwait(false);
        }
    }
}
