using System.Collections.Concurrent;
using System.Management.Automation;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Pipeline;

/// <summary>The asynchronous side's way to the pipeline thread.</summary>
internal sealed class CmdletPipeline : IDiagnosticSink
{
    private BlockingCollection<PipelineCall> _calls = [];

    /// <summary>The calls as they come, until the asynchronous side has ended.</summary>
    public IEnumerable<PipelineCall> Calls => _calls.GetConsumingEnumerable();

    public void Open() => _calls = [];

    public void Complete() => _calls.CompleteAdding();

    /// <summary>Runs a function on the pipeline thread.</summary>
    /// <exception cref="OperationCanceledException">The pipeline ends and does not run it any more.</exception>
    public Task<T> InvokeAsync<T>(Func<PSCmdlet, T> function)
    {
        var call = new PipelineCall<T>(function);
        if (!TryAdd(call))
        {
            call.Cancel();
        }

        return call.Completion;
    }

    /// <summary>Writes to the output and waits until it was taken: a slow consumer slows the work down.</summary>
    public Task WriteObjectAsync(object value) => InvokeAsync(cmdlet =>
    {
        cmdlet.WriteObject(value);
        return true;
    });

    public Task WriteErrorAsync(ErrorRecord error) => InvokeAsync(cmdlet =>
    {
        cmdlet.WriteError(error);
        return true;
    });

    public Task<bool> ShouldProcessAsync(string target, string action) =>
        InvokeAsync(cmdlet => cmdlet.ShouldProcess(target, action));

    public void Verbose(string message) => Post(cmdlet => cmdlet.WriteVerbose(message));

    public void Warning(string message) => Post(cmdlet => cmdlet.WriteWarning(message));

    // Nobody waits for these: what comes too late is dropped.
    public void Post(Action<PSCmdlet> action) => TryAdd(new PipelineCall<bool>(cmdlet =>
    {
        action(cmdlet);
        return true;
    }));

    private bool TryAdd(PipelineCall call)
    {
        try
        {
            return _calls.TryAdd(call);
        }
        catch (InvalidOperationException)
        {
            // Completed meanwhile.
            return false;
        }
    }
}
