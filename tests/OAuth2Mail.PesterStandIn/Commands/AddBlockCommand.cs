using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Commands;

public abstract class AddBlockCommand : DiscoveryCmdlet
{
    [Parameter(Position = 0, Mandatory = true)]
    public string Name { get; set; } = string.Empty;

    [Parameter(Position = 1, Mandatory = true)]
    public ScriptBlock Fixture { get; set; } = null!;

    [Parameter]
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
            if (Discovery.AddBlock(new Scope(SessionState), Name, Fixture, Unwrap(data), Skip) is { } error)
            {
                ThrowTerminatingError(error);
            }
        }
    }

    internal static object? Unwrap(object? data) =>
        data is PSObject { BaseObject: not PSCustomObject } wrapper ? wrapper.BaseObject : data;
}
