using System.Management.Automation;
using OAuth2Mail.PesterStandIn.Assertions;

namespace OAuth2Mail.PesterStandIn.Blocks;

/// <param name="Message">Why it failed, or was skipped.</param>
/// <param name="ScriptStack">Where in the script it failed.</param>
public sealed record ItResult(Outcome Outcome, string Message = "", string ScriptStack = "")
{
    internal static ItResult Failed(ErrorRecord error, string? where = null)
    {
        // The frames without a file are this runner's own.
        var frames = (error.ScriptStackTrace ?? string.Empty).Split('\n').Where(frame => !frame.Contains("<No file>", StringComparison.Ordinal));
        var message = error.Exception is AssertionException ? error.ToString() : $"{error} ({error.FullyQualifiedErrorId})";
        return new ItResult(Outcome.Failed, where is null ? message : $"{where}: {message}", string.Join('\n', frames));
    }
}
