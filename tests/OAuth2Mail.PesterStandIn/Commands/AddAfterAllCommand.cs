using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "AfterAll")]
public sealed class AddAfterAllCommand : AddSetUpCommand
{
    private protected override ScriptBlock? Get(Block block) => block.AfterAll;

    private protected override void Set(Block block) => block.AfterAll = Scriptblock;
}
