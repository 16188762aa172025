namespace OAuth2Mail.PesterStandIn.Blocks;

public enum Outcome
{
    Passed,
    Failed,
    Skipped,
    Inconclusive,
}
