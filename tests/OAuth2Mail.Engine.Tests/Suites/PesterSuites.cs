using System.Collections.Concurrent;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.PesterStandIn;
using OAuth2Mail.PesterStandIn.Blocks;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Suites;

/// <summary>The suites of tests/Pester on this engine: each <c>It</c> is a test. A suite runs once, with its first test.</summary>
public sealed class PesterSuites(ITestOutputHelper output)
{
    private static readonly ConcurrentDictionary<string, PesterSuite> s_suites = new();

    public static IEnumerable<TheoryDataRow<string, string>> Its() =>
        from path in Directory.GetFiles(Checkout.PesterSuites, "*.Tests.ps1").Order()
        let suite = Load(Path.GetFileName(path))
        from test in suite.Tests
        select new TheoryDataRow<string, string>(suite.Name, test) { TestDisplayName = $"{suite.Name}: {test}", Label = string.Empty };

    [Theory]
    [MemberData(nameof(Its))]
    public void It(string suiteName, string test)
    {
        var suite = Load(suiteName);
        var result = suite.Results[test];
        output.WriteLine($"Runner: {PesterSuite.Runner}; {suite.Name} has {suite.Tests.Count} tests.");
        output.WriteLine(suite.Screen);
        if (result.Outcome is Outcome.Skipped or Outcome.Inconclusive)
        {
            Assert.Skip($"{result.Outcome}: {result.Message}");
        }

        Assert.True(result.Outcome == Outcome.Passed, $"{result.Message}{Environment.NewLine}{result.ScriptStack}");
    }

    private static PesterSuite Load(string name) => s_suites.GetOrAdd(name, name => new PesterSuite(Path.Combine(Checkout.PesterSuites, name)));
}
