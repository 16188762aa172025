using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Suites;

/// <summary>The way from Pester to here is itself tested: what fails there fails here.</summary>
public sealed class SuiteRunTests
{
    [Fact]
    public async Task What_fails_fails_and_says_why_and_where()
    {
        SuiteRun run = await SuiteRun.StartAsync(
            Path.Combine(Checkout.Root, "tests", "OAuth2Mail.Engine.Tests", "Suites", "Fixtures"));

        Assert.Equal(
            [
                "Failing: Assertions > passes: Passed",
                "Failing: Assertions > fails: Failed: Expected 2, but got 1.",
                "Failing: Assertions > skips itself: Skipped: is skipped, because it can",
                "Failing: Cases > has 1 called one: Passed",
                "Failing: Cases > has 2 called two: Passed",
                "Failing: A set-up that fails > fails its tests: Failed: ",
                "Undiscoverable: Something > is never run: Failed: ",
                "Failing: A set-up that fails: set-up and tear-down: Failed: no set-up",
                "Undiscoverable: discovery, set-up and tear-down: Failed: "
                    + "Each test setup is not supported in root (directly in the block container).",
            ],
            run.Results.Select(result =>
                $"{result.Suite.Replace(".Tests.ps1", "", StringComparison.Ordinal)}: {result.Name}: {result.Outcome}"
                + (result.Outcome == "Passed" ? "" : $": {result.Message.Split('\n')[0]}")));
        Assert.Contains("Failing.Tests.ps1: line 3", run.Results[1].Message, StringComparison.Ordinal);
        Assert.StartsWith("7 tests in 2 suites, run by Pester ", run.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_without_any_suite_is_an_error() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SuiteRun.StartAsync(Path.Combine(Checkout.Root, "docs")));
}
