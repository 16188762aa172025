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
if (args.Except(["--only", "--long"]).Any(arg => arg != only))
{
    await Console.Error.WriteLineAsync("usage: OAuth2Mail.Benchmarks [--only <letter>] [--long]");
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
];
Console.WriteLine("| | what | measured | target | |");
Console.WriteLine("| --- | --- | --- | --- | --- |");
foreach ((string letter, Func<Task<IReadOnlyList<Finding>>> run) in scenarios)
{
    if (only is null ? letter != "g" || isLong : letter == only)
    {
        foreach (Finding finding in await run())
        {
            Console.WriteLine($"| {letter} | {finding.What} | {finding.Measured} | {finding.Target} | {finding.Verdict} |");
        }
    }
}

return 0;
