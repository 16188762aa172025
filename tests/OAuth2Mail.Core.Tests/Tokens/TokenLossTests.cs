using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Tests.Vaults;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Tokens;

/// <summary>A rotated refresh token that is lost cannot be had again without a person.</summary>
public sealed class TokenLossTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private AuthorizationServer Server => fixture.Server;

    [Fact]
    public async Task Token_that_the_vault_does_not_take_is_used_from_the_process_with_a_warning()
    {
        var core = await SignedInAsync();
        var spent = core.Stored.Tokens!.RefreshToken;
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;

        var (profile, _) = await core.EnsureAsync();
        var (again, _) = await core.EnsureAsync();

        Assert.Equal(spent, core.Stored.Tokens!.RefreshToken);
        Assert.NotEqual(spent, profile.Tokens!.RefreshToken);
        Assert.Equal(profile.Tokens.AccessToken, again.Tokens!.AccessToken);
        Assert.Equal(1, Refreshes(spent));
        Assert.Equal(2, core.Sink.Warnings.Count);
        Assert.All(core.Sink.Warnings, static warning =>
        {
            Assert.Contains("The vault is locked.", warning, StringComparison.Ordinal);
            Assert.Contains("keeps it, encrypted, on this machine", warning, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Write_that_failed_is_tried_again_with_the_next_use()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        var (profile, _) = await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;

        await core.EnsureAsync();

        Assert.Equal(profile.Tokens!.RefreshToken, core.Stored.Tokens!.RefreshToken);
        Assert.Single(core.Sink.Warnings);
        var writes = core.Store.Writes;
        await core.EnsureAsync();
        Assert.Equal(writes, core.Store.Writes);

        // Another process goes on with what is stored now.
        Assert.Equal(TokenSource.Provider, (await new CoreInstance(core.Store).EnsureAsync(TokenDemand.New)).Source);
    }

    [Fact]
    public async Task Process_refreshes_with_the_token_that_it_kept_and_not_with_the_spent_one()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        var (first, _) = await core.EnsureAsync();

        var (second, source) = await core.EnsureAsync(TokenDemand.New);

        Assert.Equal(TokenSource.Provider, source);
        Assert.Equal(1, Refreshes(first.Tokens!.RefreshToken));
        Assert.NotNull(await Server.IntrospectAsync(second.Tokens!.AccessToken));
    }

    [Fact]
    public async Task Newer_token_of_another_process_wins_over_the_one_that_was_kept()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;
        var consented = await fixture.SignInAsync();
        var other = new CoreInstance(core.Store);
        await other.SaveAsync(SampleProfile.For(Server).With(consented, DateTimeOffset.UtcNow.AddHours(2)));

        var (profile, _) = await core.EnsureAsync();

        Assert.Equal(consented.AccessToken, profile.Tokens!.AccessToken);
        Assert.Equal(consented.RefreshToken, core.Stored.Tokens!.RefreshToken);
    }

    [Fact]
    public async Task Change_of_settings_stores_the_kept_token_too()
    {
        var core = await SignedInAsync();
        core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;
        var (kept, _) = await core.EnsureAsync();
        core.Store.BeforeWrite = static _ => Task.CompletedTask;

        await core.Profiles.UpdateAsync(core.Location, static p => p with { From = "news@contoso.test" }, default);

        Assert.Equal("news@contoso.test", core.Stored.From);
        Assert.Equal(kept.Tokens!.RefreshToken, core.Stored.Tokens!.RefreshToken);
    }

    [Fact]
    public async Task Cancellation_in_mid_refresh_does_not_lose_the_rotated_token()
    {
        var core = await SignedInAsync();
        var spent = core.Stored.Tokens!.RefreshToken!;
        Server.FailNext(ServerEndpoint.Token, EndpointFault.Slow(TimeSpan.FromMilliseconds(250)));
        using var stop = new CancellationTokenSource();
        var ensuring = core.EnsureAsync(cancellationToken: stop.Token);
        await WaitForRefreshAsync(spent);

        await stop.CancelAsync();
        await Record.ExceptionAsync(() => ensuring);

        Assert.NotEqual(spent, core.Stored.Tokens!.RefreshToken);
        Assert.Equal(TokenSource.Provider, (await new CoreInstance(core.Store).EnsureAsync(TokenDemand.New)).Source);
    }

    [Fact]
    public async Task Cancellation_does_not_wait_for_a_provider_that_never_answers()
    {
        var core = await SignedInAsync();
        var spent = core.Stored.Tokens!.RefreshToken!;
        Server.FailNext(ServerEndpoint.Token, EndpointFault.NeverAnswers());
        using var stop = new CancellationTokenSource();
        var ensuring = core.EnsureAsync(cancellationToken: stop.Token);
        await WaitForRefreshAsync(spent);

        await stop.CancelAsync();
        var start = TimeProvider.System.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ensuring);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1.5));

        // The lock is free again, and the old token still good.
        Assert.Equal(TokenSource.Provider, (await core.EnsureAsync()).Source);
    }

    [Fact]
    public async Task Profile_that_was_removed_meanwhile_does_not_come_back()
    {
        var core = await SignedInAsync();
        await core.Profiles.RemoveAsync(core.Location, before: null, default);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.EnsureAsync());

        Assert.Equal("ProfileNotFound", failure.ErrorId);
        Assert.Null(core.Store[core.Location.Vault, core.Location.Name.SecretName]);
    }

    private int Refreshes(string? refreshToken)
        => Server.Requests.Count(r => r["grant_type"] == "refresh_token" && r["refresh_token"] == refreshToken);

    private async Task WaitForRefreshAsync(string refreshToken)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Refreshes(refreshToken) == 0)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private async Task<CoreInstance> SignedInAsync()
    {
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile.For(Server).With(await fixture.SignInAsync(), DateTimeOffset.UtcNow));
        return core;
    }
}
