namespace OAuth2Mail.Engine.Tests.Suites;

/// <summary>What became of an <c>It</c>, or of a suite or block that failed by itself.</summary>
/// <param name="Line">Where the <c>It</c> begins; 0 for suites and blocks.</param>
/// <param name="Outcome">As Pester names it: Passed, Failed, Skipped, Inconclusive.</param>
internal sealed record ItResult(string Suite, string Name, int Line, string Outcome, string Message);
