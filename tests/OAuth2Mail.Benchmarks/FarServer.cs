using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.Benchmarks;

/// <summary>A server that is 20 ms away: round trips count, and connections beside each other.</summary>
internal sealed class FarServer(Stage stage)
{
    private const int Messages = 100;
    private const int ManyMessages = 400;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        using Worker sender = Worker.Sender();
        using Worker raw = RawLoop.Start(stage, stage.Distance.Port);
        Task<Cost> SendAsync() => sender.MeasureAsync($"Measure-Send {Messages} {Stage.Far}");
        Task<Cost> SendRawAsync() => raw.MeasureAsync($"send {Messages}");
        await Rounds.CompareAsync(1, SendAsync, SendRawAsync);
        Cost both = await Rounds.CompareAsync(3, SendAsync, SendRawAsync);
        return
        [
            Finding.AtLeast("messages a second, 20 ms away: cmdlet / MailKit's loop", 0.9, 1 / both.Elapsed),
            await CompareConnectionsAsync(sender),
            .. await CountRoundTripsAsync(raw),
        ];
    }

    private static async Task<Finding> CompareConnectionsAsync(Worker sender)
    {
        const string What = "messages a second, 20 ms away: 4 connections / 1";
        const string HasLimit = "(Get-Command Send-OAuth2MailMessage).Parameters.ContainsKey('ThrottleLimit')";
        if (await sender.AskAsync(HasLimit) != bool.TrueString)
        {
            return new Finding(What, "not available", "≥ 3.5");
        }

        Cost ratio = await Rounds.CompareAsync(
            3,
            () => sender.MeasureAsync($"Measure-Send {ManyMessages} {Stage.Far} @{{ ThrottleLimit = 1 }}"),
            () => sender.MeasureAsync($"Measure-Send {ManyMessages} {Stage.Far} @{{ ThrottleLimit = 4 }}"));
        return Finding.AtLeast(What, 3.5, ratio.Elapsed);
    }

    // In NOOPs, each of which is one round trip: so what the line adds to its 20 ms falls out.
    private async Task<IReadOnlyList<Finding>> CountRoundTripsAsync(Worker raw)
    {
        SmtpServerOptions usual = stage.Servers.Smtp.Options;
        string[] without = [.. usual.Extensions.Except(["PIPELINING"])];
        (string What, string Verb, string[] Extensions)[] servers =
        [
            ("without PIPELINING", "send", without),
            ("with PIPELINING", "send", [.. usual.Extensions]),
            ("with PIPELINING and CHUNKING", "send", [.. usual.Extensions, "CHUNKING"]),
            ("with CHUNKING, BDAT preferred", "bdat", [.. without, "CHUNKING"]),
            ("with PIPELINING and CHUNKING, BDAT preferred", "bdat", [.. usual.Extensions, "CHUNKING"]),
        ];
        var findings = new List<Finding>();
        try
        {
            foreach ((string what, string verb, string[] extensions) in servers)
            {
                stage.Servers.Smtp.Options = usual with { Extensions = extensions };
                // The difference of two lengths: without the connecting.
                Cost few = await raw.MeasureAsync($"{verb} 10");
                Cost more = await raw.MeasureAsync($"{verb} {10 + Messages}");
                Cost noOps = await raw.MeasureAsync($"noop {Messages}");
                findings.Add(Finding.Plain(
                    $"round trips a message, MailKit's loop, {what}", (more.Elapsed - few.Elapsed) / noOps.Elapsed));
            }
        }
        finally
        {
            stage.Servers.Smtp.Options = usual;
        }

        return findings;
    }
}
