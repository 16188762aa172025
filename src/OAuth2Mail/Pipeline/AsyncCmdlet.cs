using System.Collections.Concurrent;
using System.Management.Automation;
using System.Runtime.ExceptionServices;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Errors;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// A cmdlet whose work is asynchronous. The pipeline thread runs what only it may run (output, errors, prompts, vault
/// calls) while the work goes on elsewhere; when either side ends early, the other one is ended and waited for.
/// </summary>
public abstract class AsyncCmdlet : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, byte> _secrets = Redaction.NewScope();
    private readonly CmdletPipeline _pipeline;

    /// <summary>Makes a cmdlet.</summary>
    protected AsyncCmdlet() => _pipeline = new CmdletPipeline(_stopping.Token);

    /// <summary>Releases what the cmdlet holds; the engine calls it however the pipeline ended.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Sees what the user wants to read.</summary>
    protected override void BeginProcessing()
    {
        _pipeline.IsVerbose = Shows("Verbose", "VerbosePreference");
        _pipeline.IsDebug = Shows("Debug", "DebugPreference");
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
            // What goes on beside the records ends with them.
            _stopping.Cancel();
            _pipeline.Close();
            _stopping.Dispose();
        }
    }

    /// <summary>What is to be done after the last record. A failure ends the pipeline.</summary>
    private protected virtual Task EndAsync(CmdletPipeline pipeline, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Waits until the work that goes on beside the records, and is cancelled now, has ended.</summary>
    private protected virtual Task UnwindAsync() => Task.CompletedTask;

    /// <summary>What an error is about; shown as its target.</summary>
    private protected virtual object? ErrorTarget => null;

    /// <summary>Runs asynchronous work and, on the pipeline thread, the calls that it makes meanwhile.</summary>
    /// <exception cref="OAuth2MailException">The work failed.</exception>
    private protected void Pump(Func<CmdletPipeline, CancellationToken, Task> work)
    {
        // It begins on this thread, and leaves it where it has to wait: most of what is asked for soon needs no other one.
        Task task = RunAsync(work);
        ExceptionDispatchInfo? pumpFailure = RunPipelineCalls();
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

    /// <summary>Whether verbose lines are shown.</summary>
    private protected bool IsVerbose => _pipeline.IsVerbose;

    private bool Shows(string parameter, string preference) => MyInvocation.BoundParameters.TryGetValue(parameter, out object? isWanted)
        ? LanguagePrimitives.IsTrue(isWanted)
        : GetVariableValue(preference) is not (ActionPreference.SilentlyContinue or ActionPreference.Ignore);

    private async Task RunAsync(Func<CmdletPipeline, CancellationToken, Task> work)
    {
        Redaction.Enter(_secrets);
        try
        {
            await work(_pipeline, _pipeline.Stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await UnwindAsync().ConfigureAwait(false);
            throw;
        }
        finally
        {
            _pipeline.Complete();
        }
    }

    // Runs on the pipeline thread until the task has ended. What throws here (-ErrorAction Stop, Select-Object -First 1,
    // a stopped pipeline) ends the pipeline: whatever the work still asks for then fails, so that it can unwind.
    private ExceptionDispatchInfo? RunPipelineCalls()
    {
        ExceptionDispatchInfo? failure = null;
        foreach (PipelineCall call in _pipeline.Calls)
        {
            if (_stopping.IsCancellationRequested)
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
                _stopping.Cancel();
            }
        }

        return failure;
    }
}
