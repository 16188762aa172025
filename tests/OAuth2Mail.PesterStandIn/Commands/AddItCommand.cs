using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Commands;

[Cmdlet(VerbsCommon.Add, "It")]
public sealed class AddItCommand : DiscoveryCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true)]
    public ScriptBlock Test { get; set; } = null!;

    [Parameter]
    [Alias("TestCases")]
    [AllowEmptyCollection]
    [AllowNull]
    public object[]? ForEach { get; set; }

    /// <summary>Accepted; this runner does not filter.</summary>
    [Parameter]
    public string[] Tag { get; set; } = [];

    [Parameter]
    public SwitchParameter Skip { get; set; }

    protected override void EndProcessing()
    {
        foreach (var data in MyInvocation.BoundParameters.ContainsKey(nameof(ForEach)) ? ForEach ?? [] : [null!])
        {
            Discovery.AddTest(Name, Test, AddBlockCommand.Unwrap(data), Skip);
        }
    }
}
