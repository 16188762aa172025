using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.Delivery;
using OAuth2Mail.Tests.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Delivery;

public sealed class RetryPolicyTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly RecordingSink _sink = new();
    private readonly List<DateTimeOffset> _attempts = [];

    [Fact]
    public async Task A_temporary_failure_is_tried_again_later_each_time()
    {
        await Assert.ThrowsAsync<OAuth2MailException>(() => RunAsync(3, new("Busy", FailureKind.Rejected, "Busy.") { IsTransient = true }));

        Assert.Equal(4, _attempts.Count);
        Assert.InRange((_attempts[^1] - _attempts[0]).TotalSeconds, 1, 30);
        Assert.Equal(3, _sink.VerboseLines.Count(line => line.Contains("Trying again in", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_permanent_one_is_final()
    {
        await Assert.ThrowsAsync<OAuth2MailException>(() => RunAsync(3, new("No", FailureKind.Rejected, "No.")));

        Assert.Single(_attempts);
    }

    [Fact]
    public async Task What_the_server_asks_for_is_waited()
    {
        await Assert.ThrowsAsync<OAuth2MailException>(
            () => RunAsync(1, new("Busy", FailureKind.Unavailable, "Busy.") { IsTransient = true, RetryAfter = TimeSpan.FromSeconds(90) }));

        Assert.Equal(2, _attempts.Count);
        Assert.InRange((_attempts[1] - _attempts[0]).TotalSeconds, 90, 91);
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_not_waited_for()
    {
        await Assert.ThrowsAsync<OAuth2MailException>(
            () => RunAsync(3, new("Busy", FailureKind.Unavailable, "Busy.") { IsTransient = true, RetryAfter = TimeSpan.FromHours(1) }));

        Assert.Single(_attempts);
    }

    [Fact]
    public async Task Without_retries_everything_is_final()
    {
        await Assert.ThrowsAsync<OAuth2MailException>(() => RunAsync(0, new("Busy", FailureKind.Rejected, "Busy.") { IsTransient = true }));

        Assert.Single(_attempts);
    }

    private async Task RunAsync(int retries, OAuth2MailException failure)
    {
        Task<bool> running = new RetryPolicy(retries, _time, _sink).RunAsync(
            _ =>
            {
                _attempts.Add(_time.GetUtcNow());
                return Task.FromException<bool>(failure);
            },
            default);
        while (!running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await running;
    }
}
