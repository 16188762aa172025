using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "Context")]
public sealed class AddContextCommand : AddBlockCommand;
