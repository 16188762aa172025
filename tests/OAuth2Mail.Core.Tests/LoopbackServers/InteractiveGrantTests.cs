using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.LoopbackServers;

public sealed class InteractiveGrantTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private AuthorizationServer Server => fixture.Server;

    [Fact]
    public async Task Code_with_PKCE_gives_tokens_for_the_user_of_the_login_hint()
    {
        var tokens = await fixture.SignInAsync(loginHint: "pat@contoso.test");

        Assert.False(tokens.IsError, tokens.Raw);
        Assert.NotNull(tokens.RefreshToken);
        Assert.InRange(tokens.ExpiresIn, 3590, 3600);
        var info = await Server.IntrospectAsync(tokens.AccessToken!);
        Assert.NotNull(info);
        Assert.Equal("pat@contoso.test", info.UserName);
        Assert.Equal(PublicClient, info.ClientId);
        Assert.Contains("smtp", info.Scopes);
    }

    [Fact]
    public async Task Authorization_answers_name_state_and_issuer()
    {
        var answer = await fixture.AuthorizeAsync(CryptoRandom.CreateUniqueId());

        Assert.Equal("the-state", answer.State);
        Assert.Equal(Server.Issuer.AbsoluteUri, answer.TryGet("iss"));
    }

    [Fact]
    public async Task Wrong_verifier_is_refused()
    {
        var answer = await fixture.AuthorizeAsync(CryptoRandom.CreateUniqueId());

        var tokens = await fixture.RedeemAsync(answer.Code!, CryptoRandom.CreateUniqueId());

        Assert.Equal("invalid_grant", tokens.Error);
    }

    [Fact]
    public async Task Code_is_good_once()
    {
        var verifier = CryptoRandom.CreateUniqueId();
        var answer = await fixture.AuthorizeAsync(verifier);
        var first = await fixture.RedeemAsync(answer.Code!, verifier);

        var second = await fixture.RedeemAsync(answer.Code!, verifier);

        Assert.Equal("invalid_grant", second.Error);
        Assert.Null(await Server.IntrospectAsync(first.AccessToken!));
    }

    [Fact]
    public async Task Unregistered_redirect_address_is_shown_to_the_user_and_not_followed()
    {
        var page = await fixture.Browser.VisitAsync(
            fixture.AuthorizationUri("verifier", redirectUri: "http://127.0.0.1:5/elsewhere"));

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, page.Status);
        Assert.Contains("redirect_uri", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refresh_token_rotates_and_reuse_is_theft()
    {
        var first = await fixture.SignInAsync();
        var second = await fixture.RefreshAsync(first.RefreshToken!);
        Assert.NotNull(second.RefreshToken);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);

        var stolen = await fixture.RefreshAsync(first.RefreshToken!);

        Assert.Equal("invalid_grant", stolen.Error);
        Assert.Equal("invalid_grant", (await fixture.RefreshAsync(second.RefreshToken)).Error);
        Assert.Null(await Server.IntrospectAsync(second.AccessToken!));
    }

    [Fact]
    public async Task Of_two_racing_refreshes_one_wins()
    {
        var tokens = await fixture.SignInAsync();

        var answers = await Task.WhenAll(fixture.RefreshAsync(tokens.RefreshToken!), fixture.RefreshAsync(tokens.RefreshToken!));

        Assert.Single(answers, static answer => answer.IsError);
    }

    [Fact]
    public async Task Leeway_allows_reuse()
    {
        var tokens = await fixture.SignInAsync();
        Server.RefreshTokenReuseLeeway = TimeSpan.FromMinutes(1);
        try
        {
            Assert.False((await fixture.RefreshAsync(tokens.RefreshToken!)).IsError);
            Assert.False((await fixture.RefreshAsync(tokens.RefreshToken!)).IsError);
        }
        finally
        {
            Server.RefreshTokenReuseLeeway = null;
        }
    }

    [Fact]
    public async Task Refresh_may_come_without_a_new_refresh_token_and_the_old_one_stays_good()
    {
        var tokens = await fixture.SignInAsync();
        Server.TokenResponses.KeepRefreshToken = true;
        try
        {
            for (var i = 0; i < 2; i++)
            {
                var refreshed = await fixture.RefreshAsync(tokens.RefreshToken!);
                Assert.False(refreshed.IsError, refreshed.Raw);
                Assert.Null(refreshed.RefreshToken);
            }
        }
        finally
        {
            Server.TokenResponses.KeepRefreshToken = false;
        }
    }

    [Fact]
    public async Task Device_flow_waits_for_the_user()
    {
        var device = await StartDeviceAsync();
        Assert.Equal(1, device.Interval);
        Assert.Equal("authorization_pending", (await PollAsync(device)).Error);

        await Server.ApproveDeviceAsync(device.UserCode!);

        var tokens = await PollAsync(device);
        Assert.False(tokens.IsError, tokens.Raw);
        Assert.Equal(User, (await Server.IntrospectAsync(tokens.AccessToken!))!.UserName);
        Assert.NotNull(tokens.RefreshToken);
    }

    [Fact]
    public async Task Visiting_the_complete_verification_address_approves()
    {
        var device = await StartDeviceAsync();

        await fixture.Browser.VisitAsync(new Uri(device.VerificationUriComplete!));

        Assert.False((await PollAsync(device)).IsError);
    }

    [Fact]
    public async Task Declined_device_is_told()
    {
        var device = await StartDeviceAsync();

        await Server.DeclineDeviceAsync(device.UserCode!);

        Assert.Equal("access_denied", (await PollAsync(device)).Error);
    }

    private async Task<DeviceAuthorizationResponse> StartDeviceAsync()
    {
        using var request = new DeviceAuthorizationRequest
        {
            Address = Server.DeviceAuthorizationEndpoint.AbsoluteUri,
            ClientId = PublicClient,
            Scope = "smtp offline_access",
        };
        var device = await fixture.Http.RequestDeviceAuthorizationAsync(request);
        Assert.False(device.IsError, device.Raw);
        return device;
    }

    private async Task<TokenResponse> PollAsync(DeviceAuthorizationResponse device)
    {
        using var request = new DeviceTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = PublicClient,
            DeviceCode = device.DeviceCode!,
        };
        return await fixture.Http.RequestDeviceTokenAsync(request);
    }
}
