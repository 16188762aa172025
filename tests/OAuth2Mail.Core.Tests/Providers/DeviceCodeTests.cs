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
        await PollAsync(1, TimeSpan.FromSeconds(1));
        Assert.False(authorizing.IsCompleted);

        await _server.ApproveDeviceAsync(prompt.UserCode, User);
        await PollAsync(2, TimeSpan.FromSeconds(1));
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

        await PollAsync(1, TimeSpan.FromSeconds(1));

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
        await PollAsync(1, TimeSpan.FromSeconds(1));

        _clock.Advance(TimeSpan.FromSeconds(5));
        await Task.Delay(100);
        Assert.Equal(1, Polls);
        await PollAsync(2, TimeSpan.FromSeconds(1));

        Assert.NotNull((await authorizing).AccessToken);
    }

    // Google says 428 where RFC 8628 says 400.
    [Fact]
    public async Task Pending_is_understood_with_another_HTTP_status_too()
    {
        _server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("authorization_pending", status: 428));
        var authorizing = Start();
        await _server.ApproveDeviceAsync((await _prompt.Task).UserCode);
        await PollAsync(1, TimeSpan.FromSeconds(1));
        await PollAsync(2, TimeSpan.FromSeconds(1));

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
