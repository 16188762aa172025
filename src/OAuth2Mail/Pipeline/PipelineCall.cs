using System.Management.Automation;

namespace OAuth2Mail.Pipeline;

/// <summary>Something that only the pipeline thread may do, asked for by the asynchronous side.</summary>
internal abstract class PipelineCall
{
    /// <summary>Does it. What it throws is for the engine.</summary>
    public abstract void Run(PSCmdlet cmdlet);

    /// <summary>Tells the caller that it will not be done.</summary>
    public abstract void Cancel();
}
