using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Tokens;

public sealed class ExpiryNoticeTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(31, null)]
    [InlineData(30, "expires in 30 days (on ")]
    [InlineData(1, "expires in 1 day (on ")]
    [InlineData(0.5, "expires within a day (on ")]
    [InlineData(-3, "has expired (on ")]
    public void End_of_a_secret_is_told_from_thirty_days_before(double days, string? expected)
    {
        var now = _clock.GetUtcNow();
        var notices = ExpiryNotice.For(
            SampleProfile.For(Server) with { Secrets = new() { ClientSecret = "x", ExpiresOn = now.AddDays(days) } }, now);

        if (expected is null)
        {
            Assert.Empty(notices);
            return;
        }

        var notice = Assert.Single(notices);
        Assert.Contains($"client secret of profile 'reports' {expected}", notice.Message, StringComparison.Ordinal);
        Assert.StartsWith("Set-OAuth2MailProfile -Name reports -ClientSecret", notice.Remedy, StringComparison.Ordinal);
    }

    [Fact]
    public void Certificate_and_authorization_have_remedies_of_their_own()
    {
        var now = _clock.GetUtcNow();
        var tokens = SampleProfile.Full.Tokens! with { RefreshTokenExpiresOn = now.AddDays(5) };

        var notices = ExpiryNotice.For(
            SampleProfile.Full with { Tokens = tokens, Secrets = SampleProfile.Full.Secrets with { ExpiresOn = now.AddDays(5) } }, now);

        Assert.Equal(2, notices.Count);
        Assert.Contains("certificate", notices[0].Message, StringComparison.Ordinal);
        Assert.Contains("-CertificateFile", notices[0].Remedy, StringComparison.Ordinal);
        Assert.Contains("The authorization of profile 'reports' expires in 5 days", notices[1].Message, StringComparison.Ordinal);
        Assert.Equal("Invoke-OAuth2Authorization -Name reports", notices[1].Remedy);
    }

    [Fact]
    public async Task Lifetime_that_the_provider_tells_is_kept_and_told_once_a_run()
    {
        var core = new CoreInstance(time: _clock);
        await core.SaveAsync(SampleProfile.For(Server).With(await fixture.SignInAsync(), _clock.GetUtcNow()));
        Server.TokenResponses.RefreshTokenExpiresIn = 604799;
        try
        {
            var (profile, _) = await core.EnsureAsync();
            await core.EnsureAsync();

            Assert.Equal(_clock.GetUtcNow().AddSeconds(604799), profile.Tokens!.RefreshTokenExpiresOn);
            Assert.Equal(profile.Tokens.RefreshTokenExpiresOn, core.Stored.Tokens!.RefreshTokenExpiresOn);
            Assert.Contains("expires in 6 days", Assert.Single(core.Sink.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            Server.TokenResponses.RefreshTokenExpiresIn = null;
        }
    }

    [Fact]
    public async Task Refresh_token_that_is_kept_keeps_its_end()
    {
        var end = _clock.GetUtcNow().AddDays(50);
        var core = new CoreInstance(time: _clock);
        var profile = SampleProfile.For(Server).With(await fixture.SignInAsync(), _clock.GetUtcNow());
        await core.SaveAsync(profile with { Tokens = profile.Tokens! with { RefreshTokenExpiresOn = end } });
        Server.TokenResponses.KeepRefreshToken = true;
        try
        {
            Assert.Equal(end, (await core.EnsureAsync()).Profile.Tokens!.RefreshTokenExpiresOn);
        }
        finally
        {
            Server.TokenResponses.KeepRefreshToken = false;
        }

        // A new one has an end of its own, which this server does not tell.
        Assert.Null((await core.EnsureAsync(TokenDemand.New)).Profile.Tokens!.RefreshTokenExpiresOn);
    }

    [Fact]
    public async Task End_that_each_refresh_moves_is_not_told()
    {
        var core = new CoreInstance(time: _clock);
        await core.SaveAsync(SampleProfile.For(Server).With(await fixture.SignInAsync(), _clock.GetUtcNow()));
        Server.TokenResponses.RefreshTokenExpiresIn = 1800;
        try
        {
            await core.EnsureAsync();
            Assert.Single(core.Sink.Warnings);

            _clock.Advance(TimeSpan.FromMinutes(20));
            await new TokenService(core.Profiles, core.Provider, _clock, core.Sink)
                .EnsureAsync(core.Location, TokenDemand.New, default);

            Assert.True(core.Stored.Tokens!.IsRenewedByUse);
            Assert.Single(core.Sink.Warnings);
        }
        finally
        {
            Server.TokenResponses.RefreshTokenExpiresIn = null;
        }
    }

    [Theory]
    [InlineData("""{"refresh_token_expires_in":600}""", 600)]
    [InlineData("""{"refresh_expires_in":1800}""", 1800)]
    [InlineData("""{"refresh_expires_in":0}""", null)]
    [InlineData("""{"refresh_expires_in":-1}""", null)]
    [InlineData("""{"refresh_expires_in":"soon"}""", null)]
    [InlineData("""{"refresh_expires_in":1e30}""", null)]
    [InlineData("""{"refresh_expires_in":9223372036854775807}""", null)]
    [InlineData("""[]""", null)]
    public void Lifetime_is_read_where_it_makes_sense(string json, int? seconds)
    {
        using var answer = JsonDocument.Parse(json);

        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), RefreshTokenLifetime.In(answer.RootElement));
    }
}
