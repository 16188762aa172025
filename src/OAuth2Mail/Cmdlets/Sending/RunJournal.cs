using System.Globalization;
using MimeKit;
using OAuth2Mail.Delivery;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>The run's use of the journal, where there is one: what need not be sent again, and what became of the rest.</summary>
internal sealed class RunJournal(RunSettings settings, RunFailures failures, CmdletPipeline pipeline) : IDisposable
{
    private readonly object _gate = new();
    private readonly MessageIdentity _identity = new();
    private SendJournal? _journal;
    private int _skipped;
    private bool _hasWarned;

    /// <summary>Reads the journal, once.</summary>
    /// <exception cref="OAuth2MailException">It cannot be used.</exception>
    public async Task<bool> OpenAsync(CancellationToken cancellationToken)
    {
        _journal ??= await SendJournal.OpenAsync(settings.JournalPath!, settings.IsWhatIf, TimeProvider.System, cancellationToken)
            .ConfigureAwait(false);
        return true;
    }

    /// <summary>Identifies a message, in its turn: of several with the same content each is another one.</summary>
    /// <exception cref="OAuth2MailException">A file cannot be read.</exception>
    public async Task<string> IdentifyAsync(MailOrder order, StoredProfile profile, CancellationToken cancellationToken) =>
        _journal!.Identify(await order.IdentifyAsync(_identity, profile, cancellationToken).ConfigureAwait(false));

    /// <summary>Leaves out the recipients that have the message, or may have it.</summary>
    /// <returns>Whether any are left.</returns>
    public bool SelectRecipients(MessageDelivery delivery)
    {
        if (delivery.Key is null)
        {
            return true;
        }

        WarnOfDailyLimit(delivery);
        if (_journal!.Find(delivery.Key) is not JournalRecord record)
        {
            return true;
        }

        List<MailboxAddress> left = [.. delivery.Recipients.Where(recipient => !record.IsDelivered(recipient.Address))];
        List<MailboxAddress> uncertain = settings.ResendsUncertain ? [] : [.. left.Where(recipient => record.IsUncertain(recipient.Address))];
        if (uncertain.Count > 0)
        {
            pipeline.Warning(string.Format(
                CultureInfo.CurrentCulture,
                "Whether '{0}' was delivered on {1:g} is uncertain, so it was not sent again. Ask the recipient, or send it with -ResendUncertain.",
                delivery,
                record.Time.ToLocalTime()));
        }

        delivery.Recipients = [.. left.Except(uncertain)];
        if (delivery.Recipients.Count == 0 && uncertain.Count == 0)
        {
            _skipped++;
            pipeline.Verbose(string.Format(CultureInfo.CurrentCulture, "Skipped {0}: delivered on {1:g}.", delivery, record.Time.ToLocalTime()));
        }

        return delivery.Recipients.Count > 0;
    }

    /// <summary>Writes down what the server accepted.</summary>
    /// <exception cref="OperationCanceledException">It cannot be written, so the run ends.</exception>
    public Task AppendAsync(MessageDelivery delivery, DeliveryReceipt receipt) => AppendAsync(delivery, new JournalEntry
    {
        Time = TimeProvider.System.GetLocalNow(),
        Status = JournalStatus.Sent,
        To = [.. receipt.Accepted.Select(recipient => recipient.Address)],
        Refused = receipt.Refused.Count == 0 ? null : [.. receipt.Refused.Select(recipient => recipient.ToString())],
        Response = receipt.ServerResponse,
        Attempts = receipt.Attempts,
        Key = "",
    });

    /// <summary>Writes down what failed, unless that was done already.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="failure">Why.</param>
    /// <param name="batch">The recipients of the transaction; null for all.</param>
    /// <exception cref="OperationCanceledException">It cannot be written, so the run ends.</exception>
    public Task AppendFailureAsync(
        MessageDelivery delivery, OAuth2MailException failure, IReadOnlyList<MailboxAddress>? batch = null) =>
        batch is null && delivery.IsJournalled ? Task.CompletedTask : AppendAsync(delivery, new JournalEntry
        {
            Time = TimeProvider.System.GetLocalNow(),
            Status = failure.ErrorId == "DeliveryUncertain" ? JournalStatus.Uncertain : JournalStatus.Failed,
            To = [.. (batch ?? delivery.Recipients).Select(recipient => recipient.Address)],
            Error = $"{failure.ErrorId}: {failure.Message}",
            Key = "",
        });

    /// <summary>Tells how much an earlier run had done.</summary>
    public void Summarize()
    {
        if (_skipped > 0)
        {
            string text = string.Format(
                CultureInfo.CurrentCulture, "Skipped {0:N0} messages that '{1}' shows as delivered.", _skipped, settings.JournalPath);
            pipeline.Show(text);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _journal?.Dispose();

    private async Task AppendAsync(MessageDelivery delivery, JournalEntry entry)
    {
        if (delivery.Key is not string key)
        {
            return;
        }

        try
        {
            lock (_gate)
            {
                delivery.IsJournalled = true;
                _journal!.Append(entry with
                {
                    Subject = delivery.Message.Message.Subject,
                    MessageId = delivery.Message.Message.MessageId,
                    Profile = delivery.Run.Location.Name.ToString(),
                    Key = key,
                });
            }
        }
        catch (OAuth2MailException e)
        {
            // What was sent from here on would be sent again by the next run.
            await failures.EndRunAsync(delivery.Order, e).ConfigureAwait(false);
        }
    }

    private void WarnOfDailyLimit(MessageDelivery delivery)
    {
        int known;
        lock (_gate)
        {
            known = _journal!.RecipientsOfLastDay;
        }

        if (!_hasWarned && delivery.Run.Limits.RecipientsPerDay is int most && known + delivery.Recipients.Count > most)
        {
            _hasWarned = true;
            pipeline.Warning(string.Format(
                CultureInfo.CurrentCulture,
                "The journal counts {0:N0} recipients in the last 24 hours, and '{1}' accepts {2:N0} a day of a mailbox: it may refuse the rest until tomorrow.",
                known,
                delivery.Run.Profile.Smtp.Server,
                most));
        }
    }
}
