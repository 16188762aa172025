using System.Management.Automation;
using System.Runtime.ExceptionServices;
using OAuth2Mail.Errors;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// A cmdlet whose work is asynchronous. The pipeline thread runs what only it may run (output, errors, prompts, vault
/// calls) while the work goes on elsewhere; when either side ends early, the other one is ended and waited for.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CmdletPipeline _pipeline;

    /// <summary>Makes a cmdlet.</summary>
    protected AsyncCmdlet() => _pipeline = new CmdletPipeline(_stopping.Token);

    /// <summary>Releases what the cmdlet holds; the engine calls it however the pipeline ended.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs <c>end</c>.</summary>
    protected sealed override void EndProcessing()
    {
        try
        {
            Pump(EndAsync);
        }
        catch (OAuth2MailException e)
        {
            ThrowTerminatingError(ErrorRecords.From(e, ErrorTarget));
        }
    }

    /// <summary>Ctrl+C, or the pipeline is stopped otherwise. Called on another thread.</summary>
    protected sealed override void StopProcessing() => _stopping.Cancel();

    /// <summary>Releases what a derived cmdlet holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stopping.Dispose();
        }
    }

    /// <summary>What is to be done after the last record. A failure ends the pipeline.</summary>
    private protected virtual Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>What an error is about; shown as its target.</summary>
    private protected virtual object? ErrorTarget => null;

    /// <summary>Runs asynchronous work and, on the pipeline thread, the calls that it makes meanwhile.</summary>
    /// <exception cref="OAuth2MailException">The work failed.</exception>
    private protected void Pump(Func<CmdletPipeline, CancellationToken, Task> work)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _pipeline.Open();
        Task task = Task.Run(() => RunAsync(work, cancellation.Token), CancellationToken.None);
        ExceptionDispatchInfo? pumpFailure = RunPipelineCalls(cancellation);
        try
        {
            // The queue is completed by the task's last step, so this does not block.
            task.GetAwaiter().GetResult();
        }
        catch (Exception) when (pumpFailure is not null)
        {
            // Follows from the pump's failure, which is the one to report.
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }

        pumpFailure?.Throw();
    }

    private async Task RunAsync(Func<CmdletPipeline, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(_pipeline, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _pipeline.Complete();
        }
    }

    // Runs on the pipeline thread until the task has ended. What throws here (-ErrorAction Stop, Select-Object -First 1,
    // a stopped pipeline) cancels the task; whatever the task still asks for then fails, so that it can unwind.
    private ExceptionDispatchInfo? RunPipelineCalls(CancellationTokenSource cancellation)
    {
        ExceptionDispatchInfo? failure = null;
        foreach (PipelineCall call in _pipeline.Calls)
        {
            if (failure is not null || _stopping.IsCancellationRequested)
            {
                call.Cancel();
                continue;
            }

            try
            {
                call.Run(this);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
                cancellation.Cancel();
            }
        }

        return failure;
    }
}
