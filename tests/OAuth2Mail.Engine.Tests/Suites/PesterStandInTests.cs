using OAuth2Mail.EngineHosting;
using OAuth2Mail.PesterStandIn;
using OAuth2Mail.PesterStandIn.Blocks;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Suites;

/// <summary>The runner of suites is itself tested: what must fail fails.</summary>
public sealed class PesterStandInTests
{
    [Fact]
    public void What_should_pass_passes()
    {
        using var suite = Fixture("Passing");

        Assert.Empty(suite.Results.Where(result => result.Value.Outcome == Outcome.Failed)
            .Select(result => $"{result.Key}: {result.Value.Message}"));
    }

    [Fact]
    public void What_should_fail_fails()
    {
        using var suite = Fixture("Failing");

        Assert.Equal(38, suite.Tests.Count);
        Assert.All(suite.Tests, test => Assert.Equal(Outcome.Failed, suite.Results[test].Outcome));
    }

    [Fact]
    public void A_failure_says_what_why_and_where()
    {
        using var suite = Fixture("Failing");

        var failure = suite.Results["Assertions > Be"];
        Assert.Equal("Expected 2, because numbers differ, but got 1.", failure.Message);
        Assert.Contains("Failing.Tests.ps1: line 4", failure.ScriptStack, StringComparison.Ordinal);
        Assert.StartsWith("BeforeAll of 'BeforeAll': no set-up", suite.Results["BeforeAll > inner > and those below"].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Skipping > is skipped", Outcome.Skipped, "")]
    [InlineData("Skipping > skips itself", Outcome.Skipped, "is skipped, because it can")]
    [InlineData("Skipping > does not know", Outcome.Inconclusive, "is inconclusive, because nobody does")]
    [InlineData("Skipping > All of it > is skipped too", Outcome.Skipped, "")]
    public void What_is_skipped_says_so(string test, Outcome outcome, string message)
    {
        using var suite = Fixture("Passing");

        Assert.Equal(new ItResult(outcome, message), suite.Results[test]);
    }

    [Fact]
    public void Each_case_is_a_test()
    {
        using var suite = Fixture("Passing");

        Assert.Equal(
            [
                "Cases > has 1 called one", "Cases > has 2 called two", "Cases > has plain a", "Cases > has plain b",
                "Cases > Block 1 > sees its case", "Cases > Block 2 > sees its case",
            ], suite.Tests.Where(test => test.StartsWith("Cases", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_suite_that_cannot_be_discovered_fails()
    {
        using var suite = Fixture("Undiscoverable");

        var result = suite.Results[Assert.Single(suite.Tests)];
        Assert.Equal(Outcome.Failed, result.Outcome);
        Assert.Contains("'Mock' is not recognized", result.Message, StringComparison.Ordinal);
        Assert.Contains("Undiscoverable.Tests.ps1: line 2", result.ScriptStack, StringComparison.Ordinal);
    }

    private static PesterSuite Fixture(string name) =>
        new(Path.Combine(Checkout.Root, "tests", "OAuth2Mail.Engine.Tests", "Suites", "Fixtures", $"{name}.Tests.ps1"));
}
