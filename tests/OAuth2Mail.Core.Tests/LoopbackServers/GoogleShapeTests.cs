using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Auth.OAuth2.Requests;
using Google.Apis.Auth.OAuth2.Responses;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

/// <summary>Google's own library against the Google-shaped addresses.</summary>
public sealed class GoogleShapeTests(EnvironmentFixture fixture) : IClassFixture<EnvironmentFixture>
{
    private const string Scope = "https://mail.google.com/";
    private const string RedirectUri = "http://127.0.0.1:54321/authorize/";

    private LoopbackEnvironment Environment => fixture.Environment;

    [Fact]
    public async Task Consent_refresh_and_revocation()
    {
        using var flow = new PkceGoogleAuthorizationCodeFlow(await InitializerAsync());
        var url = (GoogleAuthorizationCodeRequestUrl)flow.CreateAuthorizationCodeRequest(RedirectUri, out var verifier);
        url.LoginHint = LoopbackEnvironment.User;
        url.Prompt = "consent";
        var answer = new AuthorizationCodeResponseUrl(
            (await fixture.Browser.FindRedirectAsync(url.Build(), RedirectUri)).Query.TrimStart('?'));

        var tokens = await flow.ExchangeCodeForTokenAsync(
            LoopbackEnvironment.User, answer.Code, verifier, RedirectUri, default);
        Assert.NotNull(tokens.RefreshToken);
        Assert.Equal(Scope, tokens.Scope);
        await AssertGoodAsync(tokens.AccessToken);

        var refreshed = await flow.RefreshTokenAsync(LoopbackEnvironment.User, tokens.RefreshToken, default);
        await flow.RefreshTokenAsync(LoopbackEnvironment.User, tokens.RefreshToken, default);
        Assert.Equal(tokens.RefreshToken, refreshed.RefreshToken); // the library keeps the old one where none comes
        await AssertGoodAsync(refreshed.AccessToken);

        await flow.RevokeTokenAsync(LoopbackEnvironment.User, tokens.RefreshToken, default);

        Assert.Null(await Environment.Authorization.IntrospectAsync(refreshed.AccessToken));
        var error = await Assert.ThrowsAsync<TokenResponseException>(
            () => flow.RefreshTokenAsync(LoopbackEnvironment.User, tokens.RefreshToken, default));
        Assert.Equal("invalid_grant", error.Error.Error);
    }

    [Fact]
    public async Task Service_account_acts_for_a_user()
    {
        var file = await JsonCredentialParameters();
        var credential = new ServiceAccountCredential(new ServiceAccountCredential.Initializer(file.ClientEmail, file.TokenUri)
        {
            User = LoopbackEnvironment.User,
            Scopes = [Scope],
            KeyId = file.PrivateKeyId,
        }.FromPrivateKey(file.PrivateKey));

        Assert.True(await credential.RequestAccessTokenAsync(default));

        await AssertGoodAsync(credential.Token.AccessToken);
    }

    private async Task<JsonCredentialParameters> JsonCredentialParameters()
        => Newtonsoft.Json.JsonConvert.DeserializeObject<JsonCredentialParameters>(
            await File.ReadAllTextAsync(Environment.Files.ServiceAccountFile))!;

    private async Task<GoogleAuthorizationCodeFlow.Initializer> InitializerAsync()
    {
        using var file = File.OpenRead(Environment.Files.GoogleClientFile);
        var secrets = (await GoogleClientSecrets.FromStreamAsync(file)).Secrets;
        return new Initializer(Environment.Authorization) { ClientSecrets = secrets, Scopes = [Scope] };
    }

    private async Task AssertGoodAsync(string accessToken)
    {
        var info = await Environment.Authorization.IntrospectAsync(accessToken);
        Assert.Equal(LoopbackEnvironment.User, info?.UserName);
        Assert.Contains(Scope, info!.Scopes);
    }

    /// <summary>The library lets only a subclass say where Google is.</summary>
    private sealed class Initializer(AuthorizationServer server) : GoogleAuthorizationCodeFlow.Initializer(
        server.GoogleAuthorizationEndpoint.AbsoluteUri,
        server.GoogleTokenEndpoint.AbsoluteUri,
        server.GoogleRevocationEndpoint.AbsoluteUri);
}
