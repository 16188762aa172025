using System.Management.Automation.Language;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Suites;

/// <summary>The suites of tests/Pester, run by Pester in the shell: each <c>It</c> is a test.</summary>
public sealed class PesterSuites(ITestOutputHelper output)
{
    public static TheoryData<string> Suites { get; } =
        new(Directory.GetFiles(Checkout.PesterSuites, "*.Tests.ps1").Select(Path.GetFileName).Order()!);

    public static async Task<IEnumerable<TheoryDataRow<string, int>>> Its()
    {
        SuiteRun run = await SuiteRun.OfAllAsync();
        return run.Results.Select((result, index) => new TheoryDataRow<string, int>(result.Suite, index)
        {
            TestDisplayName = $"{result.Suite}: {result.Name}",
            Label = string.Empty,
        });
    }

    // Pester is asked when the tests run, and for all at once: a discovery of its own would take longer than many a suite.
    [Theory]
    [MemberData(nameof(Its), DisableDiscoveryEnumeration = true)]
    public async Task It(string suite, int index)
    {
        SuiteRun run = await SuiteRun.OfAllAsync();
        ItResult result = run.Results[index];
        output.WriteLine($"{suite}: {run.Summary}");
        Assert.SkipWhen(result.Outcome is "Skipped" or "Inconclusive", $"{result.Outcome}: {result.Message}");
        Assert.True(result.Outcome == "Passed", $"{result.Outcome}: {result.Message}");
    }

    /// <summary>What Pester finds is held against what stands in the file: a test that is not there cannot fail.</summary>
    [Theory]
    [MemberData(nameof(Suites))]
    public async Task Every_It_of_a_suite_ran(string suite)
    {
        SuiteRun run = await SuiteRun.OfAllAsync();
        ScriptBlockAst script = Parser.ParseFile(Path.Combine(Checkout.PesterSuites, suite), out _, out _);
        CommandAst[] written =
        [
            .. script.FindAll(ast => ast is CommandAst command && command.GetCommandName() == "It", searchNestedScriptBlocks: true)
                .Cast<CommandAst>(),
        ];
        ILookup<int, ItResult> ran = run.Results
            .Where(result => result.Suite == suite && result.Line > 0)
            .ToLookup(result => result.Line);

        Assert.NotEmpty(written);
        Assert.Equal(written.Select(it => it.Extent.StartLineNumber), ran.Select(its => its.Key).Order());
        Assert.All(written, it =>
        {
            IEnumerable<ItResult> results = ran[it.Extent.StartLineNumber];
            if (CasesOf(it) is { } cases)
            {
                Assert.Equal(cases, results.Count());
            }
        });
    }

    [Fact]
    public async Task Every_suite_ran()
    {
        SuiteRun run = await SuiteRun.OfAllAsync();
        output.WriteLine(run.Summary);
        TestContext.Current.SendDiagnosticMessage(run.Summary);

        Assert.Equal(Suites.Select(row => row.Data), run.Results.Select(result => result.Suite).Distinct().Order());
        int its = run.Results.Count(result => result.Line > 0);
        Assert.StartsWith(
            $"{its} tests in {Suites.Count} suites, run by Pester {PackagedPester.Version} ", run.Summary, StringComparison.Ordinal);
    }

    /// <summary>How many tests an <c>It</c> is, or null where its cases are computed.</summary>
    private static int? CasesOf(CommandAst it)
    {
        int given = it.CommandElements.ToList().FindIndex(element =>
            element is CommandParameterAst { ParameterName: "TestCases" or "ForEach" });
        return given < 0
            ? 1
            : it.CommandElements[given + 1] is ArrayExpressionAst { SubExpression.Statements: var statements }
                && statements.All(statement => TablesIn(statement).Any())
                ? statements.Sum(statement => TablesIn(statement).Count())
                : null;
    }

    // A table in each line, or several with commas between.
    private static IEnumerable<HashtableAst> TablesIn(StatementAst statement) =>
        (statement as PipelineAst)?.GetPureExpression() switch
        {
            HashtableAst table => [table],
            ArrayLiteralAst array => array.Elements.OfType<HashtableAst>(),
            _ => [],
        };
}
