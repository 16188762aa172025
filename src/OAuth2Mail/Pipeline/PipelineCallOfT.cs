using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>A call with a result.</summary>
internal sealed class PipelineCall<T>(Func<PSCmdlet, T> function) : PipelineCall
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Completion => _completion.Task;

    public override void Run(PSCmdlet cmdlet)
    {
        try
        {
            _completion.TrySetResult(function(cmdlet));
        }
        catch (OAuth2MailException e)
        {
            // Our own failures belong to the caller; every other exception is PowerShell's way of ending the pipeline.
            _completion.TrySetException(e);
        }
        catch
        {
            Cancel();
            throw;
        }
    }

    public override void Cancel() => _completion.TrySetCanceled();
}
