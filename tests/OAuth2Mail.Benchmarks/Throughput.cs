namespace OAuth2Mail.Benchmarks;

/// <summary>Records through the cmdlet against MailKit's loop, each over one connection with STARTTLS and XOAUTH2.</summary>
internal sealed class Throughput(Stage stage)
{
    private const int Messages = 2000;
    private const int Warming = 20_000;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        Cost fresh = await Rounds.CompareAsync(5, SendFreshAsync, SendRawFreshAsync);
        using Worker sender = Worker.Sender();
        using Worker raw = RawLoop.Start(stage, stage.Servers.Smtp.StartTlsPort);
        Task<Cost> SendAsync() => MeasureAsync(sender, $"Measure-Send {Messages} {Stage.Near}");
        Task<Cost> SendRawAsync() => MeasureAsync(raw, $"send {Messages}");

        // Until nothing is compiled any more, in either process.
        await MeasureAsync(sender, $"Measure-Send {Warming} {Stage.Near}");
        await MeasureAsync(raw, $"send {Warming}");
        Cost warm = await Rounds.CompareAsync(9, SendAsync, SendRawAsync);
        return
        [
            Finding.AtLeast("messages a second, warm: cmdlet / MailKit's loop", 0.9, 1 / warm.Elapsed),
            Finding.AtMost("processor time a message, warm: cmdlet / MailKit's loop", 1.25, warm.Processor),
            Finding.AtLeast($"messages a second, the first {Messages:N0} of a process: cmdlet / MailKit's loop", 0.9, 1 / fresh.Elapsed),
            Finding.AtMost($"processor time a message, the first {Messages:N0} of a process", 1.25, fresh.Processor),
        ];
    }

    private async Task<Cost> SendFreshAsync()
    {
        using Worker sender = Worker.Sender();
        return await MeasureAsync(sender, $"Measure-Send {Messages} {Stage.Near}");
    }

    private async Task<Cost> SendRawFreshAsync()
    {
        using Worker raw = RawLoop.Start(stage, stage.Servers.Smtp.StartTlsPort);
        return await MeasureAsync(raw, $"send {Messages}");
    }

    private Task<Cost> MeasureAsync(Worker worker, string line)
    {
        stage.Forget();
        return worker.MeasureAsync(line);
    }
}
