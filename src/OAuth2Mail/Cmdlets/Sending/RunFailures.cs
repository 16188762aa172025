using OAuth2Mail.Errors;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>Tells the user what failed: one message, or the whole run.</summary>
internal sealed class RunFailures(SendOAuth2MailMessage cmdlet, CmdletPipeline pipeline, RunProgress progress)
{
    /// <summary>A message failed; the next one can be sent.</summary>
    public Task ReportAsync(MailOrder order, OAuth2MailException failure)
    {
        progress.CountFailed();
        return pipeline.WriteErrorAsync(ErrorRecords.From(failure, order.Target));
    }

    /// <summary>Nothing else could be sent either.</summary>
    /// <exception cref="OperationCanceledException">Always: the pipeline ends.</exception>
    public Task<bool> EndRunAsync(MailOrder order, OAuth2MailException failure) => pipeline.InvokeAsync(_ =>
    {
        cmdlet.ThrowTerminatingError(ErrorRecords.From(failure, order.Profile.Name));
        return true;
    });
}
