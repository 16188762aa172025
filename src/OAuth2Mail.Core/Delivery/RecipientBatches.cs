using MimeKit;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Delivery;

/// <summary>Delivers a message in as many transactions as the recipients need.</summary>
/// <param name="send">Delivers it in one.</param>
/// <param name="options">How to deliver it.</param>
internal sealed class RecipientBatches(
    Func<ComposedMessage, IReadOnlyList<MailboxAddress>, DeliveryOptions, CancellationToken, Task<DeliveryReceipt>> send,
    DeliveryOptions options)
{
    /// <param name="message">The message; each transaction sends it with the same headers.</param>
    /// <param name="recipients">Those of its recipients that it still has to be sent to.</param>
    /// <param name="delivered">Takes the receipt of each transaction.</param>
    /// <param name="refused">Takes the failure of a transaction after which others may still work.</param>
    /// <param name="cancellationToken">Stops between transactions, and in one.</param>
    /// <exception cref="OAuth2MailException">No transaction can follow.</exception>
    public async Task SendAsync(
        ComposedMessage message,
        IReadOnlyList<MailboxAddress> recipients,
        Func<DeliveryReceipt, Task> delivered,
        Func<OAuth2MailException, Task> refused,
        CancellationToken cancellationToken)
    {
        List<MailboxAddress> waiting = [.. recipients];
        while (waiting.Count > 0)
        {
            List<MailboxAddress> batch =
                [.. waiting.Take(options.SplitRecipients && options.MaximumRecipients is int most ? most : waiting.Count)];
            waiting.RemoveRange(0, batch.Count);
            try
            {
                DeliveryReceipt receipt =
                    await send(message, batch, options, cancellationToken).ConfigureAwait(false);
                List<RefusedRecipient> surplus = [.. receipt.Refused.Where(r => options.SplitRecipients && r.IsOneTooMany)];
                // The server accepts at least one recipient per transaction, so this loop ends.
                waiting.InsertRange(0, surplus.Select(r => r.Mailbox));
                await delivered(receipt with { Refused = [.. receipt.Refused.Except(surplus)] }).ConfigureAwait(false);
            }
            catch (OAuth2MailException e) when (batch.Count < recipients.Count)
            {
                if (e.Kind != FailureKind.Rejected)
                {
                    throw SmtpFailure.OfBatch(e, batch, waiting);
                }

                await refused(SmtpFailure.OfBatch(e, batch, [])).ConfigureAwait(false);
            }
        }
    }
}
