using System.Management.Automation;

namespace OAuth2Mail.PesterStandIn.Commands;

/// <summary>A command that declares something.</summary>
public abstract class DiscoveryCmdlet : PSCmdlet
{
    private protected Discovery Discovery =>
        SessionState.PSVariable.GetValue(Discovery.VariableName) is { } found
            ? (Discovery)PSObject.AsPSObject(found).BaseObject
            : throw new InvalidOperationException($"{MyInvocation.InvocationName} belongs in a suite.");
}
