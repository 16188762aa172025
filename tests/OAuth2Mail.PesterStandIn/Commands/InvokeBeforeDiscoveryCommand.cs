using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "BeforeDiscovery")]
public sealed class InvokeBeforeDiscoveryCommand : DiscoveryCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    protected override void EndProcessing()
    {
        if (new Scope(SessionState).DotSource(ScriptBlock) is { } error)
        {
            ThrowTerminatingError(error);
        }
    }
}
