using MimeKit;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>Transmits messages that are ready, each over a session of its own for that time.</summary>
internal sealed class Transmitter(
    CmdletPipeline pipeline, bool passesThrough, RunProgress progress, RunJournal journal, RunFailures failures)
{
    /// <summary>Delivers a message, journals and reports what became of it. Its failure does not concern the next one.</summary>
    public async Task TransmitAsync(MessageDelivery delivery, CancellationToken cancellationToken)
    {
        PacedSession session = await delivery.Run.RentAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await TransmitAsync(delivery, session, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            delivery.Run.Return(session);
        }
    }

    private async Task TransmitAsync(MessageDelivery delivery, PacedSession session, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(delivery, session, cancellationToken).ConfigureAwait(false);
            await SendAsync(delivery, session, cancellationToken).ConfigureAwait(false);
            progress.CountSent();
        }
        catch (OAuth2MailException e)
        {
            await journal.AppendFailureAsync(delivery, e).ConfigureAwait(false);
            await failures.ReportAsync(delivery.Order, e).ConfigureAwait(false);
        }
    }

    private async Task OpenAsync(MessageDelivery delivery, PacedSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (delivery.Order.Profile.IsGiven && !e.IsTransient && e.Kind is not (FailureKind.Connection or FailureKind.Timeout))
        {
            // A connection may come back; a token that is refused does not.
            await journal.AppendFailureAsync(delivery, e).ConfigureAwait(false);
            await failures.EndRunAsync(delivery.Order, e).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(MessageDelivery delivery, PacedSession session, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            await new RecipientBatches(SendBatchAsync, delivery.Options).SendAsync(
                delivery.Message,
                delivery.Recipients,
                async receipt =>
                {
                    await ReportAsync(delivery, receipt, TimeProvider.System.GetElapsedTime(start)).ConfigureAwait(false);

                    // The next transaction's time is its own.
                    start = TimeProvider.System.GetTimestamp();
                },
                failure => failures.ReportAsync(delivery.Order, failure),
                cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (delivery.Order.Profile.IsGiven && e.Kind == FailureKind.Authentication)
        {
            // Refused in mid-run, and with a new token too: each further record would only refresh once more.
            await failures.EndRunAsync(delivery.Order, e).ConfigureAwait(false);
        }

        async Task<DeliveryReceipt> SendBatchAsync(
            ComposedMessage message, IReadOnlyList<MailboxAddress> batch, DeliveryOptions options, CancellationToken token)
        {
            DeliveryReceipt receipt;
            try
            {
                receipt = await session.SendAsync(message, batch, options, token).ConfigureAwait(false);
            }
            catch (OAuth2MailException e)
            {
                await journal.AppendFailureAsync(delivery, e, batch).ConfigureAwait(false);
                throw;
            }
            catch (DeliveryCanceledException e)
            {
                await journal.AppendFailureAsync(delivery, e.Failure, batch).ConfigureAwait(false);
                throw;
            }

            // Before anybody is told: from here on a crash costs no second copy.
            await journal.AppendAsync(delivery, receipt).ConfigureAwait(false);
            return receipt;
        }
    }

    private async Task ReportAsync(MessageDelivery delivery, DeliveryReceipt receipt, TimeSpan duration)
    {
        if (pipeline.IsVerbose)
        {
            pipeline.Verbose($"Sent to {delivery} ({receipt.ServerResponse})");
        }

        if (passesThrough)
        {
            await pipeline.WriteObjectAsync(new SendResult(delivery.Message, receipt, duration)).ConfigureAwait(false);
        }

        foreach (RefusedRecipient recipient in receipt.Refused)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(SmtpFailure.OfRecipient(recipient, delivery.Run.Profile), delivery.Order.Target)).ConfigureAwait(false);
        }
    }
}
