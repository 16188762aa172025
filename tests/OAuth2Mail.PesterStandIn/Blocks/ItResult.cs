namespace OAuth2Mail.PesterStandIn.Blocks;

/// <param name="Message">Why it failed, or was skipped.</param>
/// <param name="ScriptStack">Where in the script it failed.</param>
public sealed record ItResult(Outcome Outcome, string Message = "", string ScriptStack = "");
