using OAuth2Mail.Engine.Tests.Pipeline;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>A run with a journal goes on where it ended, however it ended.</summary>
public sealed class KilledRunTests(ModuleServers servers) : ModuleSession(servers)
{
    private const int Kills = 24;
    private const int Recipients = 600;

    private readonly string _journal = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");

    protected override void Dispose(bool disposing)
    {
        File.Delete(_journal);
        base.Dispose(disposing);
    }

    [Fact]
    public async Task Everybody_has_the_message_after_many_kills_with_one_copy_too_many_for_each_at_most()
    {
        NewUnattendedProfile("mail");
        Do("$null = Update-OAuth2Token mail");
        int seed = Environment.TickCount;
        Report($"seed {seed}");
        var random = new Random(seed);
        string send = Send(1, Recipients);

        Queue<Task<WorkerProcess>> victims = new([StartWarmAsync(), StartWarmAsync()]);
        int begun = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            victims.Enqueue(StartWarmAsync());
            using WorkerProcess victim = await victims.Dequeue();
            int before = Servers.Smtp.Messages.Count;
            victim.Begin(send);

            // From the first message of each life on, so that the kills hit sending, and not only starting.
            await EventuallyAsync(() => Servers.Smtp.Messages.Count > before || Servers.Smtp.Messages.Count >= Recipients);
            await Task.Delay(random.Next(0, 25), TestEnd);
            await victim.KillAsync();
            begun += Servers.Smtp.Messages.Count > before ? 1 : 0;
        }

        using (WorkerProcess last = await victims.Dequeue())
        {
            Assert.DoesNotContain(await last.RunAsync(send), line => line.StartsWith("FAILED", StringComparison.Ordinal));
        }

        foreach (Task<WorkerProcess> unused in victims)
        {
            (await unused).Dispose();
        }

        string[] received = [.. Servers.Smtp.Messages.Select(message => message.Header("To")!)];
        Report($"{begun} runs killed while they sent; {received.Length - Recipients} copies too many");
        Assert.Equal(Recipients, received.Distinct().Count());
        Assert.InRange(received.Length - Recipients, 0, Kills);

        // Otherwise the kills would have hit nothing that matters.
        Assert.InRange(begun, Kills / 3, Kills);
    }

    [Fact]
    public async Task A_run_that_is_stopped_goes_on_with_exactly_the_rest()
    {
        NewUnattendedProfile("mail");
        string send = $"$Error.Clear(); $shell = [powershell]::Create().AddScript({{ Import-Module '{EngineHosting.Checkout.ModuleManifest}'; {Send(1, Recipients)} }}); "
            + "$running = $shell.BeginInvoke(); Start-Sleep -Milliseconds 1500; $shell.Stop(); $shell.Dispose(); 'stopped'";
        using WorkerProcess worker = await WorkerProcess.StartAsync();
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(["stopped"], await worker.RunAsync(send));
        }

        await worker.RunAsync(Send(1, Recipients));

        Assert.Equal(Recipients, Servers.Smtp.Messages.Select(message => message.Header("To")).Distinct().Count());
        Assert.Equal(Recipients, Servers.Smtp.Messages.Count);
    }

    [Fact]
    public async Task Several_processes_send_a_part_each_with_one_profile_and_a_journal_each()
    {
        const int Processes = 4;
        NewUnattendedProfile("mail");
        WorkerProcess[] workers = await WorkerProcess.StartAsync(Processes);
        try
        {
            string[] parts = [.. Enumerable.Range(0, Processes).Select(part => Send((part * 50) + 1, (part + 1) * 50, $"{_journal}.{part}"))];
            await Task.WhenAll(workers.Zip(parts, (worker, part) => worker.RunAsync(part)));
            await Task.WhenAll(workers.Zip(parts, (worker, part) => worker.RunAsync(part)));
        }
        finally
        {
            foreach (WorkerProcess worker in workers)
            {
                worker.Dispose();
            }

            for (int part = 0; part < Processes; part++)
            {
                File.Delete($"{_journal}.{part}");
            }
        }

        Assert.Equal(Processes * 50, Servers.Smtp.Messages.Count);
        Assert.Equal(Processes * 50, Servers.Smtp.Messages.Select(message => message.Header("To")).Distinct().Count());
        Assert.Single(TokenRequests);
    }

    /// <summary>A process that has the vault's modules too, so that it sends at once.</summary>
    private static async Task<WorkerProcess> StartWarmAsync()
    {
        WorkerProcess worker = await WorkerProcess.StartAsync();
        await worker.RunAsync("Get-OAuth2MailProfile mail");
        return worker;
    }

    private static void Report(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    private string Send(int first, int last, string? journal = null) =>
        $"{first}..{last} | ForEach-Object {{ [pscustomobject] @{{ To = \"r$_@contoso.test\"; Subject = \"Message $_\" }} }} | "
        + $"Send-OAuth2MailMessage -ProfileName mail -JournalPath '{journal ?? _journal}' 6>$null";
}
