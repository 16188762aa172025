using System.Management.Automation;
using OAuth2Mail.Delivery;
using OAuth2Mail.Errors;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>Delivers what the records ask for, and reports the outcome.</summary>
internal sealed class OrderDelivery(SendOAuth2MailMessage cmdlet, CmdletPipeline pipeline) : IDisposable
{
    private readonly ProfileSessions _sessions = new(new ModuleServices(pipeline), TimeSpan.FromSeconds(cmdlet.TimeoutSec));

    /// <summary>Delivers one message. A failure of its own is an error, and the next one can be sent.</summary>
    public async Task SendAsync(MailOrder order, CancellationToken cancellationToken)
    {
        try
        {
            ProfileSession session = await FindSessionAsync(order, cancellationToken).ConfigureAwait(false);
            using ComposedMessage message = await order.OpenAsync(session.Profile, pipeline, cancellationToken).ConfigureAwait(false);
            DeliveryOptions options = order.Options with
            {
                MaximumRecipients = order.Options.MaximumRecipients ?? SubmissionLimits.RecipientsOf(session.Profile.Smtp.Server),
            };
            options.Verify(message);
            if (await ConfirmAsync(message, session, cancellationToken).ConfigureAwait(false))
            {
                await DeliverAsync(order, message, options, session.Mail, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OAuth2MailException e)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(e, order.Target)).ConfigureAwait(false);
        }
    }

    /// <summary>Disconnects from the servers.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => _sessions.CloseAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _sessions.Dispose();

    private async Task<ProfileSession> FindSessionAsync(MailOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await _sessions.FindAsync(order.Profile, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (order.Profile.IsGiven)
        {
            return await TerminateAsync<ProfileSession>(order, e).ConfigureAwait(false);
        }
    }

    private async Task<bool> ConfirmAsync(ComposedMessage message, ProfileSession session, CancellationToken cancellationToken)
    {
        (bool isWanted, bool isWhatIf) = await AskAsync($"{Describe(message)}, from {message.Sender.Address} with profile {session.Location}")
            .ConfigureAwait(false);
        if (cmdlet.SaveTo is not null && (isWanted || isWhatIf))
        {
            string folderOrFile = await pipeline.InvokeAsync(
                _ => FilePaths.GetLiteral(cmdlet.SessionState, cmdlet.SaveTo, "SaveFailed", "-SaveTo")).ConfigureAwait(false);
            string file = await MessageFile.SaveAsync(message, folderOrFile, isDraft: !isWanted, cancellationToken).ConfigureAwait(false);
            pipeline.Verbose($"Saved as {file}");
        }

        return isWanted;
    }

    // -WhatIf differs from answering No to -Confirm: it still saves. The text is PowerShell's own.
    private Task<(bool IsWanted, bool IsWhatIf)> AskAsync(string target) => pipeline.ReportAsync(_ =>
    {
        bool isWanted = cmdlet.ShouldProcess(
            $"Performing the operation \"Send message\" on target \"{target}\".", null, null, out ShouldProcessReason reason);
        return (isWanted, reason.HasFlag(ShouldProcessReason.WhatIf));
    });

    private async Task DeliverAsync(
        MailOrder order, ComposedMessage message, DeliveryOptions options, MailSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (order.Profile.IsGiven && e.Kind is not (FailureKind.Connection or FailureKind.Timeout))
        {
            // A connection may recover; a refused token stays refused.
            await TerminateAsync<bool>(order, e).ConfigureAwait(false);
        }

        try
        {
            await TransmitAsync(order, message, options, session, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (order.Profile.IsGiven && e.Kind == FailureKind.Authentication)
        {
            // Refused in the middle of a run, even with a new token: each further record would only cause another refresh.
            await TerminateAsync<bool>(order, e).ConfigureAwait(false);
        }
    }

    private Task TransmitAsync(
        MailOrder order, ComposedMessage message, DeliveryOptions options, MailSession session, CancellationToken cancellationToken)
    {
        long start = TimeProvider.System.GetTimestamp();
        return new RecipientBatches(session, options).SendAsync(
            message,
            async receipt =>
            {
                pipeline.Verbose($"Sent to {Describe(message)} ({receipt.ServerResponse})");
                if (cmdlet.PassThru)
                {
                    await pipeline.WriteObjectAsync(
                        new SendResult(message, receipt, TimeProvider.System.GetElapsedTime(start))).ConfigureAwait(false);
                }

                foreach (RefusedRecipient recipient in receipt.Refused)
                {
                    await pipeline.WriteErrorAsync(ErrorRecords.From(SmtpFailure.OfRecipient(recipient), order.Target))
                        .ConfigureAwait(false);
                }

                // The next transaction is timed separately.
                start = TimeProvider.System.GetTimestamp();
            },
            failure => pipeline.WriteErrorAsync(ErrorRecords.From(failure, order.Target)),
            cancellationToken);
    }

    // Bcc recipients are hidden from the screen and from transcripts, too.
    private static string Describe(ComposedMessage message)
    {
        int hidden = message.HiddenRecipients.Count;
        IEnumerable<string> shown = message.Recipients.Except(message.HiddenRecipients).Select(recipient => recipient.Address);
        return $"{string.Join(", ", hidden == 0 ? shown : shown.Append($"{hidden} in Bcc"))}: {message.Message.Subject}";
    }

    // Without a good profile or token no other record could be sent either.
    private Task<T> TerminateAsync<T>(MailOrder order, OAuth2MailException failure) => pipeline.InvokeAsync<T>(_ =>
    {
        cmdlet.ThrowTerminatingError(ErrorRecords.From(failure, order.Profile.Name));
        return default!;
    });
}
