using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "Describe")]
public sealed class AddDescribeCommand : AddBlockCommand;
