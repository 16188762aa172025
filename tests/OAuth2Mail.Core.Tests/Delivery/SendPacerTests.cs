using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.Delivery;
using Xunit;

namespace OAuth2Mail.Tests.Delivery;

public sealed class SendPacerTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly List<TimeSpan> _waits = [];

    [Fact]
    public async Task No_minute_has_more_than_the_limit()
    {
        var pacer = new SendPacer(3, _time) { Waiting = _waits.Add };
        var turns = new List<DateTimeOffset>();

        for (int i = 0; i < 10; i++)
        {
            turns.Add(await NextAsync(pacer));
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        for (int i = 3; i < turns.Count; i++)
        {
            Assert.True(turns[i] - turns[i - 3] >= TimeSpan.FromMinutes(1), $"{i}: {turns[i]}");
        }

        Assert.Equal(TimeSpan.FromSeconds(45), _waits[0]);
    }

    [Fact]
    public async Task Without_a_limit_nothing_waits()
    {
        var pacer = new SendPacer(null, _time) { Waiting = _waits.Add };

        for (int i = 0; i < 10_000; i++)
        {
            await pacer.WaitAsync(default);
        }

        Assert.Empty(_waits);
    }

    [Fact]
    public async Task Complaints_slow_it_down_and_success_speeds_it_up_again()
    {
        var pacer = new SendPacer(null, _time) { Waiting = _waits.Add };
        pacer.SlowDown();
        pacer.SlowDown();
        await NextAsync(pacer);
        await NextAsync(pacer);
        Assert.Equal(TimeSpan.FromMilliseconds(400), _waits[^1]);
        for (int i = 0; i < 10; i++)
        {
            pacer.SlowDown();
        }

        await NextAsync(pacer);
        Assert.Equal(TimeSpan.FromSeconds(20), _waits[^1]);
        for (int i = 0; i < 100; i++)
        {
            pacer.SpeedUp();
        }

        _waits.Clear();
        await NextAsync(pacer);
        await NextAsync(pacer);
        Assert.Empty(_waits);
    }

    [Fact]
    public async Task A_wait_is_cancelled_at_once()
    {
        var pacer = new SendPacer(1, _time);
        await pacer.WaitAsync(default);
        using var cancellation = new CancellationTokenSource();
        Task waiting = pacer.WaitAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    // The time of the next message, which time is advanced to.
    private async Task<DateTimeOffset> NextAsync(SendPacer pacer)
    {
        Task waiting = pacer.WaitAsync(default);
        while (!waiting.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        await waiting;
        return _time.GetUtcNow();
    }
}
