using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Assertions;

namespace OAuth2Mail.PesterStandIn.Commands;

/// <summary>Ends the test with a result that is neither passed nor failed.</summary>
[Cmdlet(VerbsCommon.Set, "ItResult")]
public sealed class SetItResultCommand : PSCmdlet
{
    internal const string SkippedId = "PesterTestSkipped";
    internal const string InconclusiveId = "PesterTestInconclusive";

    [Parameter(Mandatory = true, ParameterSetName = "Skipped")]
    public SwitchParameter Skipped { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = "Inconclusive")]
    public SwitchParameter Inconclusive { get; set; }

    [Parameter]
    public string? Because { get; set; }

    protected override void EndProcessing()
    {
        var (id, what) = Skipped ? (SkippedId, "is skipped") : (InconclusiveId, "is inconclusive");
        ThrowTerminatingError(new ErrorRecord(
            new AssertionException(what + Phrase.Because(Because)), id, ErrorCategory.InvalidResult, targetObject: null));
    }
}
