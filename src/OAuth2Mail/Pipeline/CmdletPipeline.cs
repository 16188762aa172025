using System.Collections.Concurrent;
using System.Management.Automation;
using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Pipeline;

/// <summary>The asynchronous side's way to the pipeline thread.</summary>
/// <remarks>
/// A report (output, an error, a verbose line) goes down the pipeline, where any command may receive it, including one of ours.
/// While a lock is held, reports are therefore held back (<see cref="HoldBackAsync"/>); vault calls are not, because the holder
/// of the lock waits for them.
/// </remarks>
/// <param name="stopping">Cancelled when the pipeline is stopped.</param>
internal sealed class CmdletPipeline(CancellationToken stopping) : IDiagnosticSink
{
    private static readonly string[] s_hostTag = ["PSHOST"];

    private readonly object _gate = new();
    private readonly Queue<PipelineCall> _heldBack = new();

    // Null: what the pipeline thread waits for has ended.
    private readonly BlockingCollection<PipelineCall?> _calls = [];
    private int _silences;
    private bool _isEnding;
    private bool _isClosed;

    /// <summary>Cancelled when the pipeline is stopped: what the pipeline thread waits for ends with it.</summary>
    public CancellationToken Stopping => stopping;

    /// <summary>Whether somebody reads verbose lines; otherwise none is sent to the pipeline thread.</summary>
    public bool IsVerbose { get; set; }

    /// <summary>
    /// The calls as they come, until the work that the pipeline thread waits for has ended. Other work may go on and leave calls
    /// for the next time; but never while a lock is held, for which the commands before or after this one might wait.
    /// </summary>
    public IEnumerable<PipelineCall> Calls => _calls.GetConsumingEnumerable().TakeWhile(call => call is not null)!;

    /// <summary>The work has ended that the pipeline thread waits for.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            if (_silences > 0)
            {
                _isEnding = true;
                return;
            }

            _calls.Add(null);
        }
    }

    /// <summary>Nothing is run any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_calls.TryTake(out PipelineCall? call))
            {
                call?.Cancel();
            }
        }
    }

    /// <summary>Runs a function on the pipeline thread that writes nothing to the pipeline.</summary>
    /// <exception cref="OperationCanceledException">The pipeline ends and does not run it any more.</exception>
    public Task<T> InvokeAsync<T>(Func<PSCmdlet, T> function)
    {
        var call = new PipelineCall<T>(function);
        Add(call);
        return call.Completion;
    }

    /// <summary>Runs a function on the pipeline thread that may run other commands: it writes to the pipeline or asks.</summary>
    /// <remarks>Never awaited while a lock is held.</remarks>
    /// <exception cref="OperationCanceledException">The pipeline ends and does not run it any more.</exception>
    public Task<T> ReportAsync<T>(Func<PSCmdlet, T> function)
    {
        var call = new PipelineCall<T>(function);
        AddReport(call);
        return call.Completion;
    }

    /// <summary>Writes to the output and waits until it was taken: a slow consumer slows the work down.</summary>
    public Task WriteObjectAsync(object value) => ReportAsync(cmdlet =>
    {
        cmdlet.WriteObject(DisplayedProperties.Of(value));
        return true;
    });

    public Task WriteErrorAsync(ErrorRecord error) => ReportAsync(cmdlet =>
    {
        cmdlet.WriteError(error);
        return true;
    });

    public Task<bool> ShouldProcessAsync(string target, string action) =>
        ReportAsync(cmdlet => cmdlet.ShouldProcess(target, action));

    public void Verbose(string message)
    {
        if (IsVerbose)
        {
            Post(cmdlet => cmdlet.WriteVerbose(message));
        }
    }

    /// <summary>Whether somebody reads debug lines.</summary>
    public bool IsDebug { get; set; }

    /// <summary>The file that the lines of conversations are written to as well; null for none.</summary>
    public ProtocolLog? ProtocolLog { get; set; }

    public void Protocol(string line)
    {
        ProtocolLog?.Write(line);
        if (IsDebug)
        {
            Post(cmdlet => cmdlet.WriteDebug(line));
        }
    }

    public void Warning(string message) => Post(cmdlet => cmdlet.WriteWarning(message));

    /// <summary>Tells the person at the host, beside the output, as Write-Host does.</summary>
    public void Show(string text) => Post(cmdlet => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, s_hostTag));

    // Nobody waits for these: what comes too late is dropped.
    public void Post(Action<PSCmdlet> action) => AddReport(new PipelineCall<bool>(cmdlet =>
    {
        action(cmdlet);
        return true;
    }));

    /// <inheritdoc/>
    public async Task<IDisposable> HoldBackAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _silences++;
        }

        var silence = new Silence(this);
        try
        {
            // Calls run in order: once this one has run, so have the reports before it.
            await InvokeAsync(_ => true).ConfigureAwait(false);
            return silence;
        }
        catch
        {
            silence.Dispose();
            throw;
        }
    }

    private void Release()
    {
        lock (_gate)
        {
            if (--_silences > 0)
            {
                return;
            }

            while (_heldBack.Count > 0)
            {
                Add(_heldBack.Dequeue());
            }

            if (_isEnding)
            {
                _isEnding = false;
                _calls.Add(null);
            }
        }
    }

    private void AddReport(PipelineCall call)
    {
        lock (_gate)
        {
            if (_silences > 0)
            {
                _heldBack.Enqueue(call);
                return;
            }

            Add(call);
        }
    }

    private void Add(PipelineCall call)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _calls.Add(call);
                return;
            }
        }

        call.Cancel();
    }

    private sealed class Silence(CmdletPipeline pipeline) : IDisposable
    {
        private CmdletPipeline? _pipeline = pipeline;

        public void Dispose() => Interlocked.Exchange(ref _pipeline, null)?.Release();
    }
}
