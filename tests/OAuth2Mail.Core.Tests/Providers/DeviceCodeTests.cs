using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.Providers;

public sealed class DeviceCodeTests : IClassFixture<AuthorizationServerFixture>
{
    // What the server tells.
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly TaskCompletionSource<DeviceCodePrompt> _prompt = new();
    private readonly ClientSecretPostProvider _provider;
    private readonly AuthorizationServer _server;

    public DeviceCodeTests(AuthorizationServerFixture fixture)
    {
        _server = fixture.Server;
        _server.ClearFaults();
        _provider = new ClientSecretPostProvider(_clock);
    }

    private int Polls => _server.Requests.Count(r => r.Endpoint == ServerEndpoint.Token && r["device_code"] is not null) - _pollsBefore;

    private int _pollsBefore;

    [Fact]
    public async Task Approved_code_gives_tokens()
    {
        var authorizing = Start();
        var prompt = await _prompt.Task;
        await PollAsync(1, s_interval);
        Assert.False(authorizing.IsCompleted);

        await _server.ApproveDeviceAsync(prompt.UserCode, User);
        await PollAsync(2, s_interval);
        var tokens = await authorizing;

        Assert.Equal(_server.Issuer.Host, new Uri(prompt.VerificationUri).Host);
        Assert.InRange(prompt.ExpiresOn, _clock.GetUtcNow(), _clock.GetUtcNow().AddHours(1));
        Assert.Equal(User, (await _server.IntrospectAsync(tokens.AccessToken))!.UserName);
        Assert.NotNull(tokens.RefreshToken);
    }

    [Fact]
    public async Task Declined_code_is_an_error()
    {
        var authorizing = Start();
        await _server.DeclineDeviceAsync((await _prompt.Task).UserCode);

        await PollAsync(1, s_interval);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => authorizing);
        Assert.Equal("ConsentDeclined", failure.ErrorId);
        Assert.Equal("access_denied", failure.ProviderCode);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    public async Task Told_to_slow_down_it_waits_five_seconds_more(int status)
    {
        _server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("slow_down", status: status));
        var authorizing = Start();
        await _server.ApproveDeviceAsync((await _prompt.Task).UserCode);
        await PollAsync(1, s_interval);

        _clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(100);
        Assert.Equal(1, Polls);
        await PollAsync(2, s_interval);

        Assert.NotNull((await authorizing).AccessToken);
    }

    // Google says 428 where RFC 8628 says 400.
    [Fact]
    public async Task Pending_is_understood_with_another_HTTP_status_too()
    {
        _server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("authorization_pending", status: 428));
        var authorizing = Start();
        await _server.ApproveDeviceAsync((await _prompt.Task).UserCode);
        await PollAsync(1, s_interval);
        await PollAsync(2, s_interval);

        Assert.NotNull((await authorizing).AccessToken);
    }

    [Fact]
    public async Task Code_that_nobody_enters_expires()
    {
        var authorizing = Start();
        var prompt = await _prompt.Task;
        var failed = Assert.ThrowsAsync<OAuth2MailException>(() => authorizing);

        // Some polls would do; the last one comes after the code's life.
        _server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("authorization_pending"), 100);
        while (!failed.IsCompleted)
        {
            _clock.Advance((prompt.ExpiresOn - _clock.GetUtcNow()) / 2 + TimeSpan.FromSeconds(1));
            await Task.Delay(30);
        }

        Assert.Equal("DeviceCodeExpired", (await failed).ErrorId);
        Assert.True(_clock.GetUtcNow() >= prompt.ExpiresOn);
    }

    // RFC 8628 §3.5: less often, and again.
    [Theory]
    [InlineData("dropped")]
    [InlineData("page")]
    [InlineData("json")]
    public async Task Poll_that_meets_an_outage_is_tried_again_less_often(string outage)
    {
        _server.FailNext(ServerEndpoint.Token, outage switch
        {
            "dropped" => EndpointFault.Dropped(),
            "page" => EndpointFault.HtmlPage() with { Status = 503 },
            _ => EndpointFault.OAuthError("temporarily_unavailable", status: 503),
        });
        var authorizing = Start();
        await _server.ApproveDeviceAsync((await _prompt.Task).UserCode);
        await PollAsync(1, s_interval);

        _clock.Advance(s_interval);
        await Task.Delay(100);
        Assert.Equal(1, Polls);
        await PollAsync(2, s_interval);

        Assert.NotNull((await authorizing).AccessToken);
    }

    [Fact]
    public async Task Outage_to_the_end_of_the_code_is_told()
    {
        _server.FailNext(ServerEndpoint.Token, EndpointFault.HttpStatus(503), 1000);
        var authorizing = Start();
        await _prompt.Task;
        var failed = Assert.ThrowsAsync<OAuth2MailException>(() => authorizing);
        while (!failed.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(20);
        }

        Assert.Equal("ProviderUnavailable", (await failed).ErrorId);
    }

    [Fact]
    public async Task Poll_that_is_answered_with_nonsense_ends_the_waiting()
    {
        _server.FailNext(ServerEndpoint.Token, EndpointFault.HtmlPage());
        var authorizing = Start();
        await _prompt.Task;
        await PollAsync(1, s_interval);

        Assert.Equal("ProviderAnswerInvalid", (await Assert.ThrowsAsync<OAuth2MailException>(() => authorizing)).ErrorId);
    }

    [Theory]
    [InlineData("0", 5)]
    [InlineData("-1", 5)]
    [InlineData("null", 5)]
    [InlineData("\"soon\"", 5)]
    [InlineData("{}", 5)]
    [InlineData("0.001", 1)]
    [InlineData("2", 2)]
    [InlineData("\"2\"", 2)]
    [InlineData("86400", 60)]
    [InlineData("2147483648", 60)]
    [InlineData("1e400", 60)]
    public async Task Interval_is_believed_within_bounds(string interval, int seconds)
    {
        AnswerDevice($"\"interval\":{interval},\"expires_in\":600");
        _server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("access_denied"));
        var authorizing = Start();
        await _prompt.Task;

        await Task.Delay(200);
        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        await Task.Delay(50);
        Assert.Equal(0, Polls);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("ConsentDeclined", (await Assert.ThrowsAsync<OAuth2MailException>(() => authorizing)).ErrorId);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("\"30\"", 30)]
    [InlineData("0", 600)]
    [InlineData("-1", 600)]
    [InlineData("null", 600)]
    [InlineData("[]", 600)]
    [InlineData("1e400", 86400)]
    public async Task Waiting_ends_with_the_code(string life, int seconds)
    {
        AnswerDevice($"\"interval\":60,\"expires_in\":{life}");
        _server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("authorization_pending"), 10_000);
        var start = _clock.GetUtcNow();
        var authorizing = Start();
        var prompt = await _prompt.Task;
        Assert.Equal(TimeSpan.FromSeconds(seconds), prompt.ExpiresOn - start);
        if (seconds > 600)
        {
            return;
        }

        var failed = Assert.ThrowsAsync<OAuth2MailException>(() => authorizing);
        while (!failed.IsCompleted && _clock.GetUtcNow() < prompt.ExpiresOn)
        {
            await Task.Delay(20);
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal("DeviceCodeExpired", (await failed.WaitAsync(TimeSpan.FromSeconds(10))).ErrorId);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var authorizing = Start(stop.Token);
        await _prompt.Task;

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => authorizing);
    }

    [Fact]
    public async Task Request_for_a_code_can_be_cancelled()
    {
        _server.FailNext(ServerEndpoint.DeviceAuthorization, EndpointFault.NeverAnswers());
        using var stop = new CancellationTokenSource(100);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Start(stop.Token));
    }

    [Fact]
    public async Task Refusal_of_the_device_endpoint_is_told()
    {
        _server.FailNext(ServerEndpoint.DeviceAuthorization, EndpointFault.OAuthError("unauthorized_client", "Not this one."));

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => Start());

        Assert.Equal("ClientNotAllowed", failure.ErrorId);
        Assert.Contains("Not this one.", failure.Message, StringComparison.Ordinal);
    }

    private void AnswerDevice(string more) => _server.FailNext(ServerEndpoint.DeviceAuthorization, new EndpointFault
    {
        Status = 200,
        Body = "{\"device_code\":\"d\",\"user_code\":\"ABCD\",\"verification_uri\":\"https://login.test/device\"," + more + "}",
    });

    private Task<TokenSet> Start(CancellationToken cancellationToken = default)
    {
        _pollsBefore = 0;
        _pollsBefore = Polls;
        var profile = SampleProfile.For(_server).With(static oauth => oauth with { GrantType = GrantType.DeviceCode });
        return _provider.AuthorizeDeviceAsync(profile, _prompt.SetResult, cancellationToken);
    }

    /// <summary>Lets time pass until the so-manyth poll has been answered.</summary>
    private async Task PollAsync(int count, TimeSpan passes)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Task.Delay(50, limit.Token);
        _clock.Advance(passes);
        while (Polls < count)
        {
            await Task.Delay(5, limit.Token);
        }

        await Task.Delay(100, limit.Token);
    }
}
