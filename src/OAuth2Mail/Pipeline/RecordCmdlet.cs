using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>
/// A cmdlet that takes records from the pipeline: parameters that bind by property name get what the record has, or the
/// record is an error and nothing is done for it.
/// </summary>
public abstract class RecordCmdlet : AsyncCmdlet
{
    private RecordBinding? _binding;

    /// <summary>The record whose properties are parameters.</summary>
    [Parameter(ValueFromPipeline = true, DontShow = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>What the command line gives by value; what else is bound comes from a record, by property or by script block.</summary>
    private protected IReadOnlyCollection<string> GivenByValue => _binding!.Given;

    /// <summary>Whether a record may be there for script blocks, or for its own sake, alone.</summary>
    private protected virtual bool TakesAnyRecord => false;

    private protected sealed override Task BeginAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        _binding = new RecordBinding(this);
        return Task.CompletedTask;
    }

    private protected sealed override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            // A property may be a script, which runs on the pipeline thread only.
            await pipeline.InvokeAsync(_ =>
            {
                _binding!.Check(InputObject, TakesAnyRecord);
                return true;
            }).ConfigureAwait(false);
            await HandleAsync(pipeline, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _binding!.Clear();
        }
    }

    /// <summary>Handles a record of which nothing was lost.</summary>
    private protected abstract Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken);
}
