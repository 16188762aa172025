using System.Diagnostics;
using System.Management.Automation;
using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>
/// Delivers what the records ask for. Each message is made ready, and confirmed, in its turn. It is transmitted while the next ones
/// are made ready, if records come quickly; but nothing is transmitted before what is to be told of the message before it was
/// received, on the same connection.
/// </summary>
internal sealed class OrderDelivery : IDisposable
{
    private readonly SendOAuth2MailMessage _cmdlet;
    private readonly CmdletPipeline _pipeline;
    private readonly RunSettings _settings;
    private readonly RunProgress _progress;
    private readonly ProfileRuns _runs;
    private readonly RunJournal _journal;
    private readonly RunFailures _failures;
    private readonly TransmissionQueue _queue;

    // Where records come more slowly, somebody wants to see what became of one before the next one comes.
    private static readonly TimeSpan s_quick = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_quickForSeveral = TimeSpan.FromSeconds(1);

    private readonly Stopwatch _sinceLast = new();

    public OrderDelivery(SendOAuth2MailMessage cmdlet, CmdletPipeline pipeline, RunSettings settings)
    {
        _cmdlet = cmdlet;
        _pipeline = pipeline;
        _settings = settings;
        _progress = new RunProgress(pipeline);
        _runs = new ProfileRuns(new ModuleServices(pipeline), settings, _progress, pipeline);
        _failures = new RunFailures(cmdlet, pipeline, _progress);
        _journal = new RunJournal(settings, _failures, pipeline);
        var transmitter = new Transmitter(pipeline, settings.PassesThrough, _progress, _journal, _failures);
        _queue = new TransmissionQueue(settings.ThrottleLimit, delivery => transmitter.TransmitAsync(delivery, pipeline.Stopping));
    }

    /// <summary>Delivers messages. A failure of one is its error, and the next one can be sent.</summary>
    public async Task SendAsync(IReadOnlyList<MailOrder> orders, CancellationToken cancellationToken)
    {
        if (!_cmdlet.MyInvocation.ExpectingInput)
        {
            _progress.Total = orders.Count;
        }

        bool isQuick = _sinceLast.IsRunning && _sinceLast.Elapsed < (_settings.ThrottleLimit > 1 ? s_quickForSeveral : s_quick);
        foreach (MailOrder order in orders)
        {
            try
            {
                await SendAsync(order, cancellationToken).ConfigureAwait(false);
            }
            catch (OAuth2MailException e)
            {
                await _failures.ReportAsync(order, e).ConfigureAwait(false);
            }
        }

        if (!isQuick)
        {
            await _queue.WhenIdleAsync().ConfigureAwait(false);
        }

        _sinceLast.Restart();
    }

    /// <summary>Waits for the last messages, and says goodbye to the servers.</summary>
    /// <param name="total">How many messages there were.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task CompleteAsync(int total, CancellationToken cancellationToken)
    {
        _progress.Total = total;
        await _queue.WhenIdleAsync().ConfigureAwait(false);
        await _runs.CloseAsync(cancellationToken).ConfigureAwait(false);
        _journal.Summarize();
        _progress.Complete();
    }

    /// <summary>Waits until what is under way has been cancelled, and says goodbye where that is still possible.</summary>
    public async Task UnwindAsync()
    {
        try
        {
            await _queue.WhenIdleAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Cancelled, as the run is; or it failed, which nobody can be told any more.
        }

        await _runs.CloseQuicklyAsync().ConfigureAwait(false);
        _progress.Complete();
    }

    /// <summary>Closes the connections without a word, and the journal, once it has learned of what was under way and is cancelled.</summary>
    public void Dispose() => _ = CloseAsync();

    // At once if nothing is under way.
    private async Task CloseAsync()
    {
        try
        {
            await _queue.WhenIdleAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Cancelled, as the run is.
        }

        _runs.Dispose();
        _journal.Dispose();
    }

    private async Task SendAsync(MailOrder order, CancellationToken cancellationToken)
    {
        ProfileRun run = await EndRunOnFailureAsync(order, () => _runs.FindAsync(order.Profile, cancellationToken)).ConfigureAwait(false);
        string? key = await IdentifyAsync(order, run, cancellationToken).ConfigureAwait(false);
        ComposedMessage message = await order.OpenAsync(run.Profile, _pipeline, cancellationToken).ConfigureAwait(false);
        bool isHandedOver = false;
        try
        {
            DeliveryOptions options = order.Options with { MaximumRecipients = order.Options.MaximumRecipients ?? run.Limits.Recipients };
            options.Verify(message);
            var delivery = new MessageDelivery(order, message, options, run, key);
            if (!_journal.SelectRecipients(delivery))
            {
                _progress.CountSkipped();
                return;
            }

            if (!await ConfirmAsync(delivery, cancellationToken).ConfigureAwait(false))
            {
                return;
            }

            isHandedOver = true;
            await _queue.AddAsync(delivery).ConfigureAwait(false);
        }
        finally
        {
            if (!isHandedOver)
            {
                message.Dispose();
            }
        }
    }

    private async Task<string?> IdentifyAsync(MailOrder order, ProfileRun run, CancellationToken cancellationToken)
    {
        if (_settings.JournalPath is null)
        {
            return null;
        }

        await EndRunOnFailureAsync(order, () => _journal.OpenAsync(cancellationToken), always: true).ConfigureAwait(false);
        return await _journal.IdentifyAsync(order, run.Profile, cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> ConfirmAsync(MessageDelivery delivery, CancellationToken cancellationToken)
    {
        (bool isWanted, bool isWhatIf) = _settings.IsConfirmed
            ? (true, false)
            : await AskAsync($"{delivery}, from {delivery.Message.Sender.Address} with profile {delivery.Run.Location}").ConfigureAwait(false);
        if (_settings.SaveTo is not null && (isWanted || isWhatIf))
        {
            string file = await MessageFile
                .SaveAsync(delivery.Message, _settings.SaveTo, isDraft: !isWanted, cancellationToken).ConfigureAwait(false);
            _pipeline.Verbose($"Saved as {file}");
        }

        return isWanted;
    }

    // -WhatIf differs from a No at -Confirm: it still saves. The words are the engine's own.
    private Task<(bool IsWanted, bool IsWhatIf)> AskAsync(string target) => _pipeline.ReportAsync(_ =>
    {
        bool isWanted = _cmdlet.ShouldProcess(
            $"Performing the operation \"Send message\" on target \"{target}\".", null, null, out ShouldProcessReason reason);
        return (isWanted, reason.HasFlag(ShouldProcessReason.WhatIf));
    });

    // Without a good profile no other record could be sent either, unless it names another one.
    private async Task<T> EndRunOnFailureAsync<T>(MailOrder order, Func<Task<T>> action, bool always = false)
    {
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (always || order.Profile.IsGiven)
        {
            await _failures.EndRunAsync(order, e).ConfigureAwait(false);
            throw;
        }
    }
}
