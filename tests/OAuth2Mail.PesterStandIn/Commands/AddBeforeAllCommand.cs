using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Blocks;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "BeforeAll")]
public sealed class AddBeforeAllCommand : AddSetUpCommand
{
    private protected override ScriptBlock? Get(Block block) => block.BeforeAll;

    private protected override void Set(Block block) => block.BeforeAll = Scriptblock;
}
