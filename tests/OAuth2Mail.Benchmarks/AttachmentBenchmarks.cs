using BenchmarkDotNet.Attributes;
using OAuth2Mail.Delivery;

namespace OAuth2Mail.Benchmarks;

/// <summary>
/// That attachments stream: sixty-four times the file takes its time, but not its memory (see the ratio of allocations).
/// </summary>
[MemoryDiagnoser]
public class AttachmentBenchmarks
{
    private const int Megabyte = 1024 * 1024;

    private readonly string _folder = Directory.CreateTempSubdirectory("oauth2mail-benchmarks-").FullName;
    private Submission _submission = null!;

    [GlobalSetup]
    public async Task StartAsync()
    {
        _submission = await Submission.StartAsync();
        await File.WriteAllBytesAsync(Path.Combine(_folder, "small.bin"), new byte[Megabyte]);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "large.bin"), new byte[64 * Megabyte]);
    }

    [GlobalCleanup]
    public async Task StopAsync()
    {
        await _submission.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(Baseline = true)]
    public Task OneMegabyte() => SendAsync("small.bin");

    [Benchmark]
    public Task SixtyFourMegabytes() => SendAsync("large.bin");

    private async Task SendAsync(string file)
    {
        using MailSession session = _submission.OpenSession();
        await Submission.SendAsync(session, Path.Combine(_folder, file));
        await session.CloseAsync(CancellationToken.None);
    }
}
