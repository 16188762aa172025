using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "AfterEach")]
public sealed class AddAfterEachCommand : AddSetUpCommand
{
    private protected override ScriptBlock? Get(Block block) => block.AfterEach;

    private protected override void Set(Block block) => block.AfterEach = Scriptblock;
}
