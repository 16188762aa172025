using System.Net;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.LoopbackServers;

public sealed class DirectGrantTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private AuthorizationServer Server => fixture.Server;

    [Theory]
    [InlineData(ClientCredentialStyle.PostBody)]
    [InlineData(ClientCredentialStyle.AuthorizationHeader)]
    public async Task Client_credentials_give_a_token_for_the_client(ClientCredentialStyle style)
    {
        using var request = new ClientCredentialsTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = ConfidentialClient,
            ClientSecret = Secret,
            ClientCredentialStyle = style,
            Scope = "smtp",
        };

        var tokens = await fixture.Http.RequestClientCredentialsTokenAsync(request);

        Assert.False(tokens.IsError, tokens.Raw);
        Assert.Null(tokens.RefreshToken);
        Assert.Equal(ConfidentialClient, (await Server.IntrospectAsync(tokens.AccessToken!))!.UserName);
    }

    [Fact]
    public async Task Wrong_secret_is_refused()
    {
        using var request = new ClientCredentialsTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = ConfidentialClient,
            ClientSecret = "wrong",
        };

        var answer = await fixture.Http.RequestClientCredentialsTokenAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.HttpStatusCode);
        Assert.Equal("invalid_client", answer.Json?.TryGetString("error"));
    }

    [Theory]
    [InlineData(Password, null)]
    [InlineData("wrong", "invalid_grant")]
    public async Task Password_is_checked(string password, string? error)
    {
        using var request = new PasswordTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = PublicClient,
            UserName = User,
            Password = password,
            Scope = "smtp offline_access",
        };

        var tokens = await fixture.Http.RequestPasswordTokenAsync(request);

        Assert.Equal(error, tokens.Error);
        Assert.Equal(error is null, tokens.RefreshToken is not null);
    }

    [Theory]
    [InlineData(RsaClient, "RS256", true)]
    [InlineData(RsaClient, "PS256", false)]
    [InlineData(CurveClient, "ES256", true)]
    [InlineData(CurveClient, "ES256", false)]
    public async Task Private_key_jwt_authenticates_a_client(string clientId, string algorithm, bool audienceIsIssuer)
    {
        var tokens = await WithAssertionAsync(clientId, Assertion(
            clientId, clientId, KeyOf(clientId), algorithm, audience: audienceIsIssuer ? Server.Issuer : Server.TokenEndpoint));

        Assert.False(tokens.IsError, tokens.Raw);
        Assert.Equal(clientId, (await Server.IntrospectAsync(tokens.AccessToken!))!.ClientId);
    }

    [Fact]
    public async Task Private_key_jwt_with_another_key_audience_or_time_is_refused()
    {
        var otherKey = Assertion(CurveClient, CurveClient, fixture.RsaKey, "RS256");
        var otherAudience = Assertion(CurveClient, CurveClient, fixture.CurveKey, "ES256", new Uri("https://elsewhere.test/"));
        var expired = Assertion(CurveClient, CurveClient, fixture.CurveKey, "ES256", lifetime: TimeSpan.FromMinutes(-10));

        foreach (var assertion in new[] { otherKey, otherAudience, expired })
        {
            Assert.True((await WithAssertionAsync(CurveClient, assertion)).IsError);
        }
    }

    [Fact]
    public async Task Jwt_bearer_grant_gives_a_token_for_its_subject()
    {
        var tokens = await JwtBearerAsync(Assertion(ServiceAccount, User, fixture.RsaKey, "RS256", scope: "smtp"));

        Assert.False(tokens.IsError, tokens.Raw);
        var info = await Server.IntrospectAsync(tokens.AccessToken!);
        Assert.Equal(User, info!.UserName);
        Assert.Contains("smtp", info.Scopes);
    }

    [Fact]
    public async Task Jwt_bearer_grant_is_good_once_and_only_with_the_right_key_time_and_audience()
    {
        var good = Assertion(ServiceAccount, User, fixture.RsaKey, "RS256");
        Assert.False((await JwtBearerAsync(good)).IsError);
        string[] bad =
        [
            good,
            Assertion(ServiceAccount, User, fixture.CurveKey, "ES256"),
            Assertion(ServiceAccount, User, fixture.RsaKey, "RS256", new Uri("https://elsewhere.test/token")),
            Assertion(ServiceAccount, User, fixture.RsaKey, "RS256", lifetime: TimeSpan.FromMinutes(-10)),
        ];

        foreach (var assertion in bad)
        {
            Assert.Equal("invalid_grant", (await JwtBearerAsync(assertion)).Error);
        }

        Assert.True((await JwtBearerAsync(Assertion("stranger@project.test", User, fixture.RsaKey, "RS256"))).IsError);
    }

    private SecurityKey KeyOf(string clientId) => clientId is RsaClient ? fixture.RsaKey : fixture.CurveKey;

    private string Assertion(
        string issuer, string subject, SecurityKey key, string algorithm, Uri? audience = null,
        TimeSpan? lifetime = null, string? scope = null)
    {
        var now = DateTime.UtcNow;
        var expires = now + (lifetime ?? TimeSpan.FromMinutes(5));
        var descriptor = new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = (audience ?? Server.TokenEndpoint).AbsoluteUri,
            IssuedAt = expires < now ? expires.AddMinutes(-5) : now,
            NotBefore = expires < now ? expires.AddMinutes(-5) : now,
            Expires = expires,
            SigningCredentials = new SigningCredentials(key, algorithm),
            Claims = new Dictionary<string, object> { ["sub"] = subject, ["jti"] = Guid.NewGuid().ToString() },
        };
        if (scope is not null)
        {
            descriptor.Claims["scope"] = scope;
        }

        return new JsonWebTokenHandler().CreateToken(descriptor);
    }

    private async Task<TokenResponse> WithAssertionAsync(string clientId, string assertion)
    {
        using var request = new ClientCredentialsTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = clientId,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            ClientAssertion = new() { Type = OidcConstants.ClientAssertionTypes.JwtBearer, Value = assertion },
            Scope = "smtp",
        };
        return await fixture.Http.RequestClientCredentialsTokenAsync(request);
    }

    private async Task<TokenResponse> JwtBearerAsync(string assertion)
    {
        using var request = new TokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            GrantType = OidcConstants.GrantTypes.JwtBearer,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            Parameters = { { "assertion", assertion } },
        };
        return await fixture.Http.RequestTokenAsync(request);
    }
}
