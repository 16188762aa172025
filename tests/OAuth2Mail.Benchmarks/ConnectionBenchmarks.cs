using BenchmarkDotNet.Attributes;
using OAuth2Mail.Delivery;

namespace OAuth2Mail.Benchmarks;

/// <summary>What one connection for a whole pipeline saves, even on loopback where a round trip costs nothing.</summary>
public class ConnectionBenchmarks
{
    private const int Messages = 50;

    private Submission _submission = null!;

    [GlobalSetup]
    public async Task StartAsync() => _submission = await Submission.StartAsync();

    [GlobalCleanup]
    public async Task StopAsync() => await _submission.DisposeAsync();

    [Benchmark(Baseline = true)]
    public async Task OneConnectionForAll()
    {
        using MailSession session = _submission.OpenSession();
        for (int i = 0; i < Messages; i++)
        {
            await Submission.SendAsync(session);
        }

        await session.CloseAsync(CancellationToken.None);
    }

    [Benchmark]
    public async Task OneConnectionEach()
    {
        for (int i = 0; i < Messages; i++)
        {
            using MailSession session = _submission.OpenSession();
            await Submission.SendAsync(session);
            await session.CloseAsync(CancellationToken.None);
        }
    }
}
