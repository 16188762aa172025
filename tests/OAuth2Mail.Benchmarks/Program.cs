using System.Globalization;
using OAuth2Mail.Benchmarks;
using OAuth2Mail.EngineHosting;

// A process of its own for the raw loop: see RawLoop.Start.
if (args is ["--raw", .. var target])
{
    await RawLoop.ServeAsync(target);
    return 0;
}

string? only = args.SkipWhile(arg => arg != "--only").ElementAtOrDefault(1);
bool isLong = args.Contains("--long");
string? soak = args.SkipWhile(arg => arg != "--soak").ElementAtOrDefault(1);
if (args.Except(["--only", "--long", "--soak"]).Any(arg => arg != only && arg != soak))
{
    await Console.Error.WriteLineAsync("usage: OAuth2Mail.Benchmarks [--only <letter>] [--long] [--soak <messages>]");
    return 2;
}

Shell.Prepare();
await using Stage stage = await Stage.OpenAsync();
(string Letter, Func<Task<IReadOnlyList<Finding>>> Run)[] scenarios =
[
    ("a", new Throughput(stage).RunAsync),
    ("b", new FarServer(stage).RunAsync),
    ("c", new Import(stage).RunAsync),
    ("d", new ColdProcess(stage).RunAsync),
    ("e", new Attachment(stage).RunAsync),
    ("f", new Thrift(stage).RunAsync),
    ("g", new ManyMessages(stage).RunAsync),
    ("h", new TokenReading(stage).RunAsync),
    ("s", new Soak(stage, int.Parse(soak ?? "20000", CultureInfo.InvariantCulture)).RunAsync),
];
Console.WriteLine("| | what | measured | target | |");
Console.WriteLine("| --- | --- | --- | --- | --- |");
foreach ((string letter, Func<Task<IReadOnlyList<Finding>>> run) in scenarios)
{
    if (soak is not null ? letter == "s" : only is null ? letter != "s" && (letter != "g" || isLong) : letter == only)
    {
        foreach (Finding finding in await run())
        {
            Console.WriteLine($"| {letter} | {finding.What} | {finding.Measured} | {finding.Target} | {finding.Verdict} |");
        }
    }
}

return 0;
