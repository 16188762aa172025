using Duende.IdentityModel.Client;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Tokens;

/// <summary>Hosts that share a vault have locks of their own: one of them may spend a refresh token that another holds.</summary>
public sealed class ConcurrentWinnerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_of_a_winner_on_another_host_is_adopted(bool force)
    {
        var core = await SignedInAsync();
        var spent = core.Stored.Tokens!.RefreshToken!;
        Server.FailNext(
            ServerEndpoint.Token, EndpointFault.OAuthError("invalid_grant") with { Delay = TimeSpan.FromMilliseconds(300) });
        var ensuring = core.EnsureAsync(force ? TokenDemand.New : TokenDemand.Valid);
        await WaitForRefreshAsync(spent);

        // Its write comes while our request is held.
        var winner = await fixture.RefreshAsync(spent);
        StoreOnAnotherHost(core, winner, DateTimeOffset.UtcNow.AddHours(1));
        var (profile, source) = await ensuring;

        Assert.Equal(winner.AccessToken, profile.Tokens!.AccessToken);
        Assert.Equal(TokenSource.Vault, source);
        Assert.Equal(winner.RefreshToken, core.Stored.Tokens!.RefreshToken);
    }

    [Fact]
    public async Task Winner_that_still_writes_to_the_vault_is_waited_for()
    {
        var core = await SignedInAsync();
        var winner = await fixture.RefreshAsync(core.Stored.Tokens!.RefreshToken!);
        Server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("invalid_grant"));
        var ensuring = core.EnsureAsync();

        await Task.Delay(700);
        Assert.False(ensuring.IsCompleted);
        StoreOnAnotherHost(core, winner, DateTimeOffset.UtcNow.AddHours(1));

        Assert.Equal(winner.AccessToken, (await ensuring).Profile.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Refresh_token_of_a_winner_is_used_where_its_access_token_is_no_good()
    {
        var core = await SignedInAsync();
        var spent = core.Stored.Tokens!.RefreshToken!;
        var winner = await fixture.RefreshAsync(spent);
        Server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("invalid_grant"));
        var ensuring = core.EnsureAsync();
        await WaitForRefreshAsync(spent, count: 2);
        StoreOnAnotherHost(core, winner, DateTimeOffset.UtcNow.AddMinutes(1));

        var (profile, source) = await ensuring;

        Assert.Equal(TokenSource.Provider, source);
        Assert.NotEqual(winner.AccessToken, profile.Tokens!.AccessToken);
        Assert.NotNull(await Server.IntrospectAsync(profile.Tokens.AccessToken));
        Assert.Equal(profile.Tokens.RefreshToken, core.Stored.Tokens!.RefreshToken);
    }

    [Fact]
    public async Task Without_a_winner_a_refused_refresh_token_asks_for_the_person()
    {
        var core = await SignedInAsync();
        await Server.RevokeTokenAsync(core.Stored.Tokens!.RefreshToken!);
        var writes = core.Store.Writes;

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.EnsureAsync());

        Assert.Equal("TokenGrantRefused", failure.ErrorId);
        Assert.Equal("invalid_grant", failure.ProviderCode);
        Assert.Contains("Invoke-OAuth2Authorization -Name reports", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(writes, core.Store.Writes);
        Assert.DoesNotContain(core.Stored.Tokens.RefreshToken!, failure.ToString(), StringComparison.Ordinal);
    }

    private int Refreshes(string? refreshToken)
        => Server.Requests.Count(r => r["grant_type"] == "refresh_token" && r["refresh_token"] == refreshToken);

    private async Task WaitForRefreshAsync(string refreshToken, int count = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (Refreshes(refreshToken) < count)
        {
            await Task.Delay(5, limit.Token);
        }
    }

    private static void StoreOnAnotherHost(CoreInstance core, TokenResponse tokens, DateTimeOffset expiresOn)
        => core.Store[core.Location.Vault, core.Location.Name.SecretName] = ProfileSerializer.Serialize(
            core.Stored.With(tokens, expiresOn));

    private async Task<CoreInstance> SignedInAsync()
    {
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile.For(Server).With(await fixture.SignInAsync(), DateTimeOffset.UtcNow));
        return core;
    }
}
