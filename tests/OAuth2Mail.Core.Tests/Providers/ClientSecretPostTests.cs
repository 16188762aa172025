using System.Security.Cryptography;
using System.Text;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.Providers;

/// <summary>What is sent, as the authorization server received it.</summary>
public sealed class ClientSecretPostTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static readonly Uri s_redirect = new(RedirectUri);
    private readonly ClientSecretPostProvider _provider = new(TimeProvider.System);

    private AuthorizationServer Server => fixture.Server;

    private RecordedRequest LastTokenRequest => Server.Requests.Last(static r => r.Endpoint == ServerEndpoint.Token);

    [Fact]
    public async Task Public_client_redeems_a_code_with_PKCE_and_without_a_secret()
    {
        var profile = SampleProfile.For(Server);

        var (tokens, pending) = await ConsentAsync(profile);

        var authorization = Server.Requests.Last(static r => r.Endpoint == ServerEndpoint.Authorization);
        Assert.Equal("code", authorization["response_type"]);
        Assert.Equal(PublicClient, authorization["client_id"]);
        Assert.Equal(RedirectUri, authorization["redirect_uri"]);
        Assert.Equal("smtp offline_access", authorization["scope"]);
        Assert.Equal(pending.State, authorization["state"]);
        Assert.Equal("S256", authorization["code_challenge_method"]);
        Assert.Equal("consent", authorization["prompt"]);
        Assert.Equal(User, authorization["login_hint"]);
        var token = LastTokenRequest;
        Assert.Equal("authorization_code", token["grant_type"]);
        Assert.Equal(PublicClient, token["client_id"]);
        Assert.Equal(RedirectUri, token["redirect_uri"]);
        Assert.Equal(pending.CodeVerifier, token["code_verifier"]);
        Assert.Equal(authorization["code_challenge"], System.Buffers.Text.Base64Url.EncodeToString(
            SHA256.HashData(Encoding.ASCII.GetBytes(token["code_verifier"]!))));
        Assert.DoesNotContain("client_secret", token.Form.Keys);
        Assert.DoesNotContain("Authorization", token.Headers.Keys);
        Assert.InRange(pending.CodeVerifier.Length, 43, 128);
        Assert.NotNull(tokens.RefreshToken);
        Assert.Equal(User, (await Server.IntrospectAsync(tokens.AccessToken))!.UserName);
    }

    [Fact]
    public void State_and_verifier_are_new_each_time_and_hard_to_guess()
    {
        var requests = Enumerable.Range(0, 50)
            .Select(_ => _provider.BeginAuthorization(SampleProfile.For(Server), s_redirect)).ToList();

        Assert.Equal(50, requests.Select(static r => r.State).Distinct().Count());
        Assert.Equal(50, requests.Select(static r => r.CodeVerifier).Distinct().Count());
        Assert.All(requests, static r => Assert.True(r.State.Length >= 32 && r.CodeVerifier.Length >= 43));
        Assert.All(requests, static r => Assert.DoesNotContain(r.CodeVerifier, r.AuthorizationUri.Query, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Secret_goes_into_the_form()
    {
        await ConsentAsync(SampleProfile.For(Server, ConfidentialClient, Secret));

        Assert.Equal(Secret, LastTokenRequest["client_secret"]);
        Assert.DoesNotContain("Authorization", LastTokenRequest.Headers.Keys);
    }

    [Theory]
    [InlineData(ConfidentialClient, Secret)]
    [InlineData("odd: client+ü", "p%4 +&=:\"ß")]
    public async Task Basic_authentication_keeps_the_secret_out_of_the_form(string clientId, string secret)
    {
        if (clientId != ConfidentialClient)
        {
            await Server.AddClientAsync(new(clientId) { ClientSecret = secret });
        }

        var profile = SampleProfile.For(Server, clientId, secret).With(static oauth => oauth with
        {
            GrantType = GrantType.ClientCredentials, ClientAuthentication = ClientAuthentication.Basic,
        });

        var tokens = await _provider.AcquireAsync(profile, default);

        Assert.Equal(clientId, (await Server.IntrospectAsync(tokens.AccessToken))!.ClientId);
        Assert.StartsWith("Basic ", LastTokenRequest.Headers["Authorization"], StringComparison.Ordinal);
        Assert.DoesNotContain("client_secret", LastTokenRequest.Form.Keys);
    }

    [Fact]
    public async Task Extra_parameters_go_where_they_belong()
    {
        var profile = SampleProfile.For(Server).With(static oauth => oauth with
        {
            AuthorizationParameters = new Dictionary<string, string>
            {
                ["prompt"] = "select_account", ["login_hint"] = "", ["domain_hint"] = "a&b=c ü",
            },
            TokenParameters = new Dictionary<string, string> { ["resource"] = "https://mail.test/?a&b" },
        });

        var (tokens, _) = await ConsentAsync(profile);

        var authorization = Server.Requests.Last(static r => r.Endpoint == ServerEndpoint.Authorization);
        Assert.Equal("select_account", authorization["prompt"]);
        Assert.Null(authorization["login_hint"]);
        Assert.Equal("a&b=c ü", authorization["domain_hint"]);
        Assert.Null(authorization["resource"]);
        Assert.Equal("https://mail.test/?a&b", LastTokenRequest["resource"]);

        await _provider.AcquireAsync(profile with { Tokens = tokens }, default);
        Assert.Equal("refresh_token", LastTokenRequest["grant_type"]);
        Assert.Equal("https://mail.test/?a&b", LastTokenRequest["resource"]);
    }

    [Fact]
    public async Task Extra_token_parameter_takes_the_place_of_the_module_s_own()
    {
        var profile = SampleProfile.For(Server, ConfidentialClient, Secret).With(static oauth => oauth with
        {
            GrantType = GrantType.ClientCredentials,
            TokenParameters = new Dictionary<string, string> { ["scope"] = "special" },
        });

        await _provider.AcquireAsync(profile, default);

        Assert.Equal("special", LastTokenRequest["scope"]);
    }

    [Fact]
    public async Task Client_credentials_ask_for_the_scope_and_get_no_refresh_token()
    {
        var profile = SampleProfile.For(Server, ConfidentialClient, Secret)
            .With(static oauth => oauth with { GrantType = GrantType.ClientCredentials, Scopes = ["smtp", "more"] });

        var tokens = await _provider.AcquireAsync(profile, default);

        Assert.Equal("client_credentials", LastTokenRequest["grant_type"]);
        Assert.Equal("smtp more", LastTokenRequest["scope"]);
        Assert.Null(tokens.RefreshToken);
        Assert.Equal(ConfidentialClient, (await Server.IntrospectAsync(tokens.AccessToken))!.UserName);
    }

    [Fact]
    public async Task Password_is_that_of_the_resource_owner_or_the_mailbox()
    {
        var own = PasswordProfile(Password);
        var others = PasswordProfile("battery staple").With(static oauth => oauth with { ResourceOwner = "pat@contoso.test" });

        var tokens = await _provider.AcquireAsync(own, default);
        Assert.Equal(User, LastTokenRequest["username"]);
        Assert.NotNull(tokens.RefreshToken);
        var otherTokens = await _provider.AcquireAsync(others, default);

        Assert.Equal("pat@contoso.test", (await Server.IntrospectAsync(otherTokens.AccessToken))!.UserName);
    }

    [Fact]
    public async Task Wrong_password_is_refused_and_not_shown()
    {
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => _provider.AcquireAsync(PasswordProfile("SECRET-wrong"), default));

        Assert.Equal("TokenGrantRefused", failure.ErrorId);
        Assert.Contains("user name or password is wrong", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_gives_a_new_refresh_token_where_the_old_one_ended()
    {
        var profile = PasswordProfile(Password);
        var first = await _provider.AcquireAsync(profile, default);
        await Server.RevokeTokenAsync(first.RefreshToken!);

        var second = await _provider.AcquireAsync(profile with { Tokens = first }, default);

        Assert.Equal("password", LastTokenRequest["grant_type"]);
        Assert.NotEqual(first.RefreshToken, second.RefreshToken);

        await Server.RevokeTokenAsync(second.RefreshToken!);
        var third = await _provider.AcquireAsync(
            profile.With(static oauth => oauth with { Scopes = ["smtp"] }) with { Tokens = second }, default);
        Assert.Null(third.RefreshToken);
    }

    [Fact]
    public async Task New_consent_does_not_keep_the_refresh_token_and_the_account_of_an_older_one()
    {
        var profile = SampleProfile.For(Server).With(static oauth => oauth with { Scopes = ["smtp"] });
        var older = SampleProfile.Full.Tokens;

        var (tokens, _) = await ConsentAsync(profile with { Tokens = older });

        Assert.Null(tokens.RefreshToken);
        Assert.Null(tokens.Account);
    }

    [Fact]
    public async Task Account_comes_from_the_id_token()
    {
        var (tokens, _) = await ConsentAsync(
            SampleProfile.For(Server).With(static oauth => oauth with { Scopes = ["openid", "smtp", "offline_access"] }));

        Assert.Equal(User, tokens.Account);
        Assert.Contains("smtp", tokens.Scopes);
    }

    [Fact]
    public async Task Revocation_ends_the_refresh_token()
    {
        var profile = SampleProfile.For(Server, ConfidentialClient, Secret);
        var (tokens, _) = await ConsentAsync(profile);
        var authorized = profile with { Tokens = tokens };

        Assert.True(await _provider.RevokeAsync(authorized, default));

        var sent = Server.Requests.Last(static r => r.Endpoint == ServerEndpoint.Revocation);
        Assert.Equal(tokens.RefreshToken, sent["token"]);
        Assert.Equal("refresh_token", sent["token_type_hint"]);
        Assert.Equal(Secret, sent["client_secret"]);
        await Assert.ThrowsAsync<OAuth2MailException>(() => _provider.AcquireAsync(authorized, default));
        Assert.False(await _provider.RevokeAsync(profile, default));
        Assert.False(await _provider.RevokeAsync(
            authorized.With(static oauth => oauth with { RevocationEndpoint = null }), default));
    }

    private StoredProfile PasswordProfile(string password)
    {
        var profile = SampleProfile.For(Server).With(static oauth => oauth with { GrantType = GrantType.Password });
        return profile with { Secrets = profile.Secrets with { Password = password } };
    }

    private async Task<(OAuth2Mail.Profiles.TokenSet Tokens, PendingAuthorization Pending)> ConsentAsync(StoredProfile profile)
    {
        var pending = _provider.BeginAuthorization(profile, s_redirect);
        var ended = await fixture.Browser.FindRedirectAsync(pending.AuthorizationUri, RedirectUri);
        var response = AuthorizationResponse.Parse(ended.Query);
        Assert.Equal(pending.State, response.State);
        return (await _provider.RedeemAsync(profile, pending, response, default), pending);
    }
}
