using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Tokens;

public sealed class TokenServiceTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(3600, TokenSource.Vault)]
    [InlineData(300, TokenSource.Vault)]
    [InlineData(299, TokenSource.Provider)]
    [InlineData(-60, TokenSource.Provider)]
    public async Task Token_with_less_than_five_minutes_left_is_refreshed(int secondsLeft, TokenSource expected)
    {
        var core = await SignedInAsync(secondsLeft, _clock);
        var before = core.Stored.Tokens!;

        var (profile, source) = await core.EnsureAsync();

        Assert.Equal(expected, source);
        Assert.Equal(expected == TokenSource.Vault, profile.Tokens!.AccessToken == before.AccessToken);
        Assert.Equal(expected == TokenSource.Vault ? 0 : 1, Refreshes(before.RefreshToken));
        Assert.Equal(profile.Tokens.AccessToken, core.Stored.Tokens!.AccessToken);
    }

    [Theory]
    [InlineData(300, 224, TokenSource.Vault)]
    [InlineData(300, 226, TokenSource.Provider)]
    [InlineData(60, 44, TokenSource.Vault)]
    [InlineData(60, 46, TokenSource.Provider)]
    [InlineData(0, 0, TokenSource.Provider)]
    public async Task Short_lived_token_is_refreshed_in_the_last_quarter_of_its_life(int life, int age, TokenSource expected)
    {
        var core = await SignedInAsync(life, _clock);
        var tokens = core.Stored.Tokens!;
        await core.SaveAsync(await core.LoadAsync() with
        {
            Tokens = tokens with { ObtainedOn = tokens.ExpiresOn.AddSeconds(-life) },
        });
        _clock.Advance(TimeSpan.FromSeconds(age));

        Assert.Equal(expected, (await core.EnsureAsync()).Source);
    }

    [Fact]
    public async Task Token_grows_old_while_the_clock_runs()
    {
        var core = await SignedInAsync(3600, _clock);
        _clock.Advance(TimeSpan.FromMinutes(55));
        Assert.Equal(TokenSource.Vault, (await core.EnsureAsync()).Source);

        _clock.Advance(TimeSpan.FromSeconds(1));

        var (profile, source) = await core.EnsureAsync();
        Assert.Equal(TokenSource.Provider, source);
        Assert.Equal(_clock.GetUtcNow(), profile.Tokens!.ObtainedOn);
        Assert.InRange(profile.Tokens.ExpiresOn - _clock.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromHours(1));
    }

    [Fact]
    public async Task Rotated_refresh_token_is_written_back_before_the_access_token_is_used()
    {
        var core = await SignedInAsync(secondsLeft: 0);
        var old = core.Stored.Tokens!;
        var writing = new TaskCompletionSource();
        var mayWrite = new TaskCompletionSource();
        core.Store.BeforeWrite = _ =>
        {
            writing.SetResult();
            return mayWrite.Task;
        };

        var ensuring = core.EnsureAsync();
        await writing.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Task.Delay(50);
        Assert.False(ensuring.IsCompleted);
        mayWrite.SetResult();
        var (profile, _) = await ensuring;

        Assert.NotEqual(old.RefreshToken, profile.Tokens!.RefreshToken);
        Assert.Equal(profile.Tokens.RefreshToken, core.Stored.Tokens!.RefreshToken);
        Assert.NotNull(await Server.IntrospectAsync(profile.Tokens.AccessToken));
    }

    [Fact]
    public async Task Refreshing_changes_nothing_else_of_the_profile()
    {
        var core = await SignedInAsync(secondsLeft: 0);
        var before = core.Stored;

        await core.EnsureAsync();

        Assert.Equivalent(
            before with { Tokens = null, Generation = before.Generation + 1 }, core.Stored with { Tokens = null }, strict: true);
    }

    [Fact]
    public async Task Many_tasks_in_two_processes_refresh_once()
    {
        var one = await SignedInAsync(secondsLeft: 0);
        var other = new CoreInstance(one.Store);
        var spent = one.Stored.Tokens!.RefreshToken;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 24).Select(i => Task.Run(() => (i % 2 == 0 ? one : other).EnsureAsync())));

        Assert.Equal(1, Refreshes(spent));
        Assert.Single(answers.Select(static a => a.Profile.Tokens!.AccessToken).Distinct());
        Assert.Single(answers, static a => a.Source == TokenSource.Provider);
        Assert.Equal(0, Refreshes(one.Stored.Tokens!.RefreshToken));
        Assert.NotNull(await Server.IntrospectAsync(answers[0].Profile.Tokens!.AccessToken));
    }

    [Fact]
    public async Task Unauthorized_profile_is_refused_at_once_and_told_the_remedy()
    {
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile.For(Server));
        var requests = Server.Requests.Count;
        var start = TimeProvider.System.GetTimestamp();

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.EnsureAsync(TokenDemand.New));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal("ConsentRequired", failure.ErrorId);
        Assert.Equal(FailureKind.Authentication, failure.Kind);
        Assert.Contains("Invoke-OAuth2Authorization -Name reports", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(requests, Server.Requests.Count);
    }

    [Fact]
    public async Task Forced_refresh_does_not_mind_that_the_token_is_good()
    {
        var core = await SignedInAsync(secondsLeft: 3600);

        Assert.Equal(TokenSource.Provider, (await core.EnsureAsync(TokenDemand.New)).Source);
    }

    [Fact]
    public async Task Refused_token_is_replaced_and_another_one_is_taken_as_it_is()
    {
        var core = await SignedInAsync(secondsLeft: 3600);
        var refused = core.Stored.Tokens!.AccessToken;

        var (renewed, source) = await core.EnsureAsync(TokenDemand.OtherThan(refused));
        var (adopted, again) = await core.EnsureAsync(TokenDemand.OtherThan(refused));

        Assert.Equal(TokenSource.Provider, source);
        Assert.Equal(TokenSource.Vault, again);
        Assert.Equal(renewed.Tokens!.AccessToken, adopted.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Answer_without_a_new_refresh_token_keeps_the_old_one()
    {
        var core = await SignedInAsync(secondsLeft: 0);
        var kept = core.Stored.Tokens!.RefreshToken;
        Server.TokenResponses.KeepRefreshToken = true;
        try
        {
            await core.EnsureAsync();
            var (profile, _) = await core.EnsureAsync(TokenDemand.New);

            Assert.Equal(kept, profile.Tokens!.RefreshToken);
            Assert.Equal(kept, core.Stored.Tokens!.RefreshToken);
        }
        finally
        {
            Server.TokenResponses.KeepRefreshToken = false;
        }
    }

    [Theory]
    [InlineData(ExpiresInForm.Text)]
    [InlineData(ExpiresInForm.Absent)]
    public async Task Life_that_is_told_as_text_or_not_at_all_does_no_harm(ExpiresInForm form)
    {
        var core = await SignedInAsync(secondsLeft: 0, _clock);
        Server.TokenResponses.ExpiresIn = form;
        Server.AccessTokenLifetime = TimeSpan.FromMinutes(20);
        try
        {
            var (profile, _) = await core.EnsureAsync();

            // Absent: an hour is assumed.
            Assert.Equal(
                form == ExpiresInForm.Text ? 20 : 60,
                Math.Round((profile.Tokens!.ExpiresOn - _clock.GetUtcNow()).TotalMinutes));
        }
        finally
        {
            Server.TokenResponses.ExpiresIn = ExpiresInForm.Number;
            Server.AccessTokenLifetime = TimeSpan.FromHours(1);
        }
    }

    [Fact]
    public async Task Without_a_refresh_token_an_old_token_needs_the_person_again()
    {
        var core = await SignedInAsync(secondsLeft: 0, scope: "smtp");

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.EnsureAsync());

        Assert.Equal("RefreshTokenMissing", failure.ErrorId);
        Assert.Contains("offline_access", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_without_consent_gets_its_token_by_itself()
    {
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile
            .For(Server, AuthorizationServerFixture.ConfidentialClient, AuthorizationServerFixture.Secret)
            .With(static oauth => oauth with { GrantType = GrantType.ClientCredentials }));

        Assert.Equal(TokenSource.Provider, (await core.EnsureAsync()).Source);
        Assert.Equal(TokenSource.Vault, (await core.EnsureAsync()).Source);
        Assert.Equal(TokenSource.Provider, (await core.EnsureAsync(TokenDemand.New)).Source);
    }

    private int Refreshes(string? refreshToken)
        => Server.Requests.Count(r => r["grant_type"] == "refresh_token" && r["refresh_token"] == refreshToken);

    private async Task<CoreInstance> SignedInAsync(
        int secondsLeft, TimeProvider? clock = null, string scope = "smtp offline_access")
    {
        var core = new CoreInstance(time: clock);
        var answer = await fixture.SignInAsync(scope);
        await core.SaveAsync(SampleProfile.For(Server).With(answer, core.Time.GetUtcNow().AddSeconds(secondsLeft)));
        return core;
    }
}
