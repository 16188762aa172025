using System.Security.Cryptography;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

/// <summary>A server with one client of each kind.</summary>
public sealed class AuthorizationServerFixture : IAsyncLifetime
{
    public const string User = "alex@contoso.test";
    public const string Password = "correct horse";
    public const string PublicClient = "public";
    public const string ConfidentialClient = "confidential";
    public const string Secret = "s3cret";
    public const string RsaClient = "rsa-client";
    public const string CurveClient = "ec-client";
    public const string ServiceAccount = "robot@project.test";
    public const string RedirectUri = "http://127.0.0.1:54321/";

    public AuthorizationServer Server { get; private set; } = null!;

    public HttpClient Http { get; } = new();

    public LoopbackBrowser Browser { get; } = new();

    public RsaSecurityKey RsaKey { get; } = new(RSA.Create(2048)) { KeyId = "rsa" };

    public ECDsaSecurityKey CurveKey { get; } = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "ec" };

    public async ValueTask InitializeAsync()
    {
        Server = await AuthorizationServer.StartAsync();
        Server.AddUser(User, Password);
        Server.AddUser("pat@contoso.test", "battery staple");
        await Server.AddClientAsync(new(PublicClient));
        await Server.AddClientAsync(new(ConfidentialClient) { ClientSecret = Secret });
        await Server.AddClientAsync(new(RsaClient) { Keys = [RsaKey] });
        await Server.AddClientAsync(new(CurveClient) { Keys = [CurveKey] });
        await Server.AddClientAsync(new(ServiceAccount) { Keys = [RsaKey], IsServiceAccount = true });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Browser.Dispose();
        await Server.DisposeAsync();
    }

    public Uri AuthorizationUri(
        string verifier, string scope = "smtp offline_access", string? loginHint = null, string redirectUri = RedirectUri,
        string? responseMode = null)
        => new(new RequestUrl(Server.AuthorizationEndpoint.AbsoluteUri).CreateAuthorizeUrl(
            PublicClient, OidcConstants.ResponseTypes.Code, scope, redirectUri, "the-state", loginHint: loginHint,
            responseMode: responseMode, codeChallenge: Challenge(verifier), codeChallengeMethod: "S256"));

    public async Task<AuthorizeResponse> AuthorizeAsync(
        string verifier, string scope = "smtp offline_access", string? loginHint = null)
        => new((await Browser.FindRedirectAsync(AuthorizationUri(verifier, scope, loginHint), RedirectUri)).AbsoluteUri);

    public async Task<TokenResponse> RedeemAsync(string code, string verifier)
    {
        using var request = new AuthorizationCodeTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = PublicClient,
            Code = code,
            CodeVerifier = verifier,
            RedirectUri = RedirectUri,
        };
        return await Http.RequestAuthorizationCodeTokenAsync(request);
    }

    public async Task<TokenResponse> SignInAsync(string scope = "smtp offline_access", string? loginHint = null)
    {
        var verifier = CryptoRandom.CreateUniqueId();
        var answer = await AuthorizeAsync(verifier, scope, loginHint);
        return await RedeemAsync(answer.Code!, verifier);
    }

    public async Task<TokenResponse> RefreshAsync(string refreshToken)
    {
        using var request = new RefreshTokenRequest
        {
            Address = Server.TokenEndpoint.AbsoluteUri,
            ClientId = PublicClient,
            RefreshToken = refreshToken,
        };
        return await Http.RequestRefreshTokenAsync(request);
    }

    private static string Challenge(string verifier)
        => Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(verifier)));
}
