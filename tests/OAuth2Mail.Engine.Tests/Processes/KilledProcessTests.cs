using System.Diagnostics;
using OAuth2Mail.Engine.Tests.Pipeline;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>A process may die at any moment (SIGKILL, a power cut, a job's time limit): the profile survives it.</summary>
public sealed class KilledProcessTests(ModuleServers servers) : ModuleSession(servers)
{
    private const int Rounds = 24;

    private const int VaultDelayMilliseconds = 40;

    private const string RefreshAndSend =
        "(Update-OAuth2Token person -Force).Source; "
        + "(Send-OAuth2MailMessage to@contoso.test -Subject 'still here' -ProfileName person -PassThru).Status";

    private static readonly string[] s_success = ["Provider", "Sent"];

    // A refresh and a send with this vault take about as long.
    private static readonly TimeSpan s_longestLife = TimeSpan.FromMilliseconds(600);

    // A fraction of the 90 seconds for which a lock is waited.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(SecretStore)]
    [InlineData(OwnVault)]
    public async Task A_process_that_is_killed_while_it_refreshes_costs_nobody_the_consent_or_the_lock(string module)
    {
        RegisterVault(module: module);
        int seed = Environment.TickCount;
        Report($"seed {seed}");
        var random = new Random(seed);
        await NewAuthorizedProfileAsync("person");
        NewUnattendedProfile("mail");

        // The vault takes its time, so that kills hit what is not stored yet, too.
        RegisterVault($"DelayMilliseconds = {VaultDelayMilliseconds}", module);

        // A process that dies between the server's answer and the vault takes the new refresh token with it. No client can
        // prevent that on the wire; servers that rotate take the old one for a while longer, for this very case.
        Servers.Authorization.RefreshTokenReuseLeeway = TimeSpan.FromSeconds(30);
        Servers.Authorization.ClearRequests();

        using WorkerProcess witness = await WorkerProcess.StartAsync();
        Queue<Task<WorkerProcess>> victims = new([StartWarmAsync(), StartWarmAsync()]);
        int inMidRefresh = 0;
        var slowest = TimeSpan.Zero;
        try
        {
            for (int round = 0; round < Rounds; round++)
            {
                victims.Enqueue(StartWarmAsync());
                using WorkerProcess victim = await victims.Dequeue();
                if (round % 2 == 0)
                {
                    await KillAtAnyTimeAsync(victim, random, witness);
                }
                else
                {
                    inMidRefresh += await KillAfterTokenRequestAsync(victim, random) ? 1 : 0;
                }

                var watch = Stopwatch.StartNew();
                Assert.Equal(s_success, await witness.RunAsync(RefreshAndSend));
                slowest = watch.Elapsed > slowest ? watch.Elapsed : slowest;
            }
        }
        finally
        {
            foreach (Task<WorkerProcess> victim in victims)
            {
                (await victim).Dispose();
            }

            Servers.Authorization.RefreshTokenReuseLeeway = null;
        }

        string[] used = [.. RefreshTokens];
        int lost = used.Length - used.Distinct().Count();
        Report(
            $"{inMidRefresh} killed in mid-refresh; {used.Length} refreshes, {lost} of them lost with a process; "
            + $"at most {slowest.TotalSeconds:0.0} s until the next");
        Assert.InRange(slowest, TimeSpan.Zero, s_soon);

        // On the wire only; what a process was told outlives it. Without that it is about half of those killed in mid-refresh.
        Assert.InRange(lost, 0, Rounds / 6);

        // Otherwise the kills would have hit nothing that matters.
        Assert.NotEqual(0, inMidRefresh);
    }

    [Fact]
    public async Task A_process_that_is_killed_while_the_vault_writes_costs_nothing_even_where_reuse_is_theft()
    {
        await NewAuthorizedProfileAsync("person");
        using WorkerProcess victim = await WorkerProcess.StartAsync();
        RegisterVault("DelayMilliseconds = 700");
        Servers.Authorization.ClearRequests();
        IReadOnlyDictionary<string, DateTime> before = Copies;

        victim.Begin("Update-OAuth2Token person -Force");
        await EventuallyAsync(() => Copies.Any(copy => before.TryGetValue(copy.Key, out DateTime written) && copy.Value > written));
        await victim.KillAsync();
        RegisterVault();
        using WorkerProcess next = await WorkerProcess.StartAsync();

        // What the first one was given is used, stored, and good for another refresh.
        Assert.Equal(["Vault"], await next.RunAsync("(Update-OAuth2Token person).Source"));
        Assert.Equal(s_success, await next.RunAsync(RefreshAndSend));
        Assert.Equal(2, RefreshTokens.Distinct().Count());
        Assert.Equal(2, RefreshTokens.Count());
    }

    /// <summary>When this machine's copies were written last.</summary>
    private static IReadOnlyDictionary<string, DateTime> Copies
    {
        get
        {
            string folder = Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "OAuth2Mail", "profiles");
            return Directory.EnumerateFiles(folder, "*.sealed").ToDictionary(file => file, File.GetLastWriteTimeUtc);
        }
    }

    /// <summary>The refresh tokens that were presented.</summary>
    private IEnumerable<string> RefreshTokens => TokenRequests.Select(request => request["refresh_token"]).OfType<string>();

    /// <summary>A process that has refreshed another profile, so that a short life is enough for it to get to work.</summary>
    private static async Task<WorkerProcess> StartWarmAsync()
    {
        WorkerProcess worker = await WorkerProcess.StartAsync();
        IReadOnlyList<string> answer = await worker.RunAsync("(Update-OAuth2Token mail -Force).Source");
        // A store that a victim was killed over may refuse a write, which is a warning: what counts is that the token is there.
        Assert.True(answer is [.., "Provider"], string.Join(Environment.NewLine, answer));
        if (answer.Count > 1)
        {
            Report(string.Join(Environment.NewLine, answer));
        }

        return worker;
    }

    /// <summary>Kills a process while it and another one compete for the profile.</summary>
    private static async Task KillAtAnyTimeAsync(WorkerProcess victim, Random random, WorkerProcess competitor)
    {
        await BeginAsync(victim);
        Task<IReadOnlyList<string>> competing = competitor.RunAsync(RefreshAndSend);
        await Task.Delay(random.Next((int)s_longestLife.TotalMilliseconds), TestEnd);
        await KillAsync(victim);
        Assert.Equal(s_success, await competing);
    }

    /// <summary>Kills a process soon after its token request.</summary>
    /// <returns>Whether it had not told of a new token yet.</returns>
    private async Task<bool> KillAfterTokenRequestAsync(WorkerProcess victim, Random random)
    {
        int before = RefreshTokens.Count();
        await BeginAsync(victim);
        await EventuallyAsync(() => RefreshTokens.Count() > before);
        await Task.Delay(random.Next(2 * VaultDelayMilliseconds), TestEnd);
        return !(await KillAsync(victim)).Contains(s_success[0], StringComparison.Ordinal);
    }

    private static async Task BeginAsync(WorkerProcess victim)
    {
        victim.Begin($"while ($true) {{ 'works'; {RefreshAndSend} }}");
        Assert.Equal("works", await victim.ReadLineAsync());
    }

    private static async Task<string> KillAsync(WorkerProcess victim)
    {
        string written = await victim.KillAsync();
        Assert.DoesNotContain("FAILED", written, StringComparison.Ordinal);
        Assert.DoesNotContain("WARNING", written, StringComparison.Ordinal);
        return written;
    }

    private static void Report(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);
}
