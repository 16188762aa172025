using System.Management.Automation;
using OAuth2Mail.Errors;

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
    internal IReadOnlyCollection<string> GivenByValue => _binding!.Given;

    /// <summary>
    /// Whether a record is accepted that binds no parameter: only for script blocks to use, or as a value in itself.
    /// </summary>
    private protected virtual bool TakesAnyRecord => false;

    /// <summary>Remembers what the command line gives, before the first record is bound.</summary>
    protected sealed override void BeginProcessing()
    {
        base.BeginProcessing();
        _binding = new RecordBinding(this);
    }

    /// <summary>Reads a record, and then handles it; a failure is the record's own.</summary>
    protected sealed override void ProcessRecord()
    {
        try
        {
            // Before the asynchronous work: a property may be a script, which runs on the pipeline thread only.
            _binding!.Check(InputObject, TakesAnyRecord);
            ReadRecord();
            Pump(HandleAsync);
        }
        catch (OAuth2MailException e)
        {
            WriteError(ErrorRecords.From(e, ErrorTarget));
        }
        finally
        {
            _binding!.Clear();
        }
    }

    /// <summary>Reads, on the pipeline thread, the parameters bound to the record; none of its properties was lost.</summary>
    private protected virtual void ReadRecord()
    {
    }

    /// <summary>Handles a record that was bound completely.</summary>
    private protected abstract Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken);
}
