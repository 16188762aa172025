using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;

namespace OAuth2Mail.PesterStandIn.Commands;

public abstract class AddSetUpCommand : DiscoveryCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock Scriptblock { get; set; } = null!;

    protected override void EndProcessing()
    {
        if (Get(Discovery.Current) is not null)
        {
            throw new InvalidOperationException($"{MyInvocation.InvocationName} is already defined in block '{Discovery.Current.Name}'.");
        }

        Set(Discovery.Current);
    }

    private protected abstract ScriptBlock? Get(Block block);

    private protected abstract void Set(Block block);
}
