using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "BeforeEach")]
public sealed class AddBeforeEachCommand : AddSetUpCommand
{
    private protected override ScriptBlock? Get(Block block) => block.BeforeEach;

    private protected override void Set(Block block) => block.BeforeEach = Scriptblock;
}
