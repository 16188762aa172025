using OAuth2Mail.EngineHosting;
using OAuth2Mail.PesterStandIn;
using OAuth2Mail.PesterStandIn.Blocks;

// dotnet run --project tests/OAuth2Mail.PesterStandIn [suite…]: all suites of tests/Pester, unless some are named.
var paths = args.Length > 0 ? args : [.. Directory.GetFiles(Checkout.PesterSuites, "*.Tests.ps1").Order()];
var counts = new Dictionary<Outcome, int>();
Console.WriteLine($"Runner: {PesterSuite.Runner}");
foreach (var path in paths)
{
    using var suite = new PesterSuite(path);
    Console.WriteLine($"{Environment.NewLine}{suite.Name}");
    foreach (var test in suite.Tests)
    {
        var result = suite.Results[test];
        counts[result.Outcome] = counts.GetValueOrDefault(result.Outcome) + 1;
        Console.WriteLine($"  {result.Outcome,-12} {test}");
        foreach (var line in $"{result.Message}\n{result.ScriptStack}".Split('\n').Where(line => line.Length > 0))
        {
            Console.WriteLine($"               {line}");
        }
    }

    Console.Write(suite.Screen);
}

Console.WriteLine($"{Environment.NewLine}{counts.Values.Sum()} tests: {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))}");
return counts.GetValueOrDefault(Outcome.Failed) == 0 ? 0 : 1;
