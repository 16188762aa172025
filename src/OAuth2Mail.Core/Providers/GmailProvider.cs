using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Auth.OAuth2.Requests;
using Google.Apis.Auth.OAuth2.Responses;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Mode <c>Gmail</c>: Google, a person consents once.</summary>
internal sealed class GmailProvider(TimeProvider time) : IConsentProvider
{
    // The flow keeps nothing by itself: tokens belong to the vault.
    private const string NobodyInParticular = "profile";

    // Beside the mail scope, so that Google tells who consented.
    private static readonly string[] s_identityScopes = ["openid", "email"];

    public Uri LoopbackRedirectUri { get; } = new("http://127.0.0.1/");

    public bool RequiresConsent(StoredProfile profile) => true;

    public StoredProfile Complete(StoredProfile profile)
    {
        OAuthSettings oauth = profile.OAuth;
        if (oauth.ClientId is null || profile.Secrets.ClientSecret is null)
        {
            throw new OAuth2MailException(
                "ParameterMissing",
                FailureKind.InvalidArgument,
                "Mode Gmail needs -CredentialFile, or -ClientId and -ClientSecret.",
                "Download the client's JSON: Google Cloud console > APIs & Services > Credentials > OAuth 2.0 Client IDs.");
        }

        Uri tokenEndpoint = oauth.TokenEndpoint ?? GoogleEndpoints.Token;
        oauth = oauth with
        {
            AuthorizationEndpoint = oauth.AuthorizationEndpoint ?? GoogleEndpoints.Authorization,
            TokenEndpoint = tokenEndpoint,
            // The client's file does not name it; it lies beside the token endpoint.
            RevocationEndpoint = oauth.RevocationEndpoint ?? new Uri(tokenEndpoint, "revoke"),
            Scopes = oauth.Scopes.Count > 0 ? oauth.Scopes : [GoogleEndpoints.SmtpScope],
        };
        EndpointRules.RequireSecure(oauth.AuthorizationEndpoint, "auth_uri");
        EndpointRules.RequireSecure(oauth.TokenEndpoint, "token_uri");
        EndpointRules.RequireSecure(oauth.RevocationEndpoint, "-RevocationEndpoint");
        EndpointRules.RequireSecure(oauth.RedirectUri, "-RedirectUri");
        return profile with
        {
            OAuth = oauth,
            Smtp = profile.Smtp.Server.Length > 0 ? profile.Smtp : profile.Smtp with { Server = GoogleEndpoints.SmtpServer },
        };
    }

    public StoredProfile WithoutPresets(StoredProfile profile) => profile;

    public PendingAuthorization BeginAuthorization(StoredProfile profile, Uri redirectUri)
    {
        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile);
        var request = (GoogleAuthorizationCodeRequestUrl)flow.CreateAuthorizationCodeRequest(
            redirectUri.OriginalString, out string verifier);
        string state = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
        request.State = state;
        request.LoginHint = profile.UserName;
        // Google gives a refresh token only when the person is asked (again).
        request.AccessType = "offline";
        request.Prompt = "consent";
        return new PendingAuthorization
        {
            AuthorizationUri = request.Build(),
            RedirectUri = redirectUri,
            State = state,
            CodeVerifier = verifier,
            CreatedOn = time.GetUtcNow(),
        };
    }

    public OAuth2MailException Refused(StoredProfile profile, string error, string? description) =>
        GoogleFailure.FromError(profile, error, description);

    public async Task<TokenSet> RedeemAsync(
        StoredProfile profile, PendingAuthorization pending, AuthorizationResponse response, CancellationToken cancellationToken)
    {
        using var answered = new GoogleTokenAnswer();
        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile, answered);
        TokenResponse answer = await GoogleFailure.TranslateAsync(
            profile,
            () => flow.ExchangeCodeForTokenAsync(
                NobodyInParticular, response.Code, pending.CodeVerifier, pending.RedirectUri.OriginalString, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return ToTokens(profile with { Tokens = null }, answer, answered.RefreshTokenLifetime);
    }

    public Task<TokenSet> AuthorizeDeviceAsync(
        StoredProfile profile, Action<DeviceCodePrompt> prompt, CancellationToken cancellationToken) =>
        throw new OAuth2MailException(
            "DeviceCodeNotSupported",
            FailureKind.NotSupported,
            "Google does not allow the mail scope with a device code.",
            $"Use Invoke-OAuth2Authorization -Name {profile.Name} -Manual with a browser on any machine.");

    public async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        if (profile.Tokens?.RefreshToken is not string refreshToken)
        {
            throw new OAuth2MailException(
                "RefreshTokenMissing",
                FailureKind.Authentication,
                $"Google gave profile '{profile.Name}' no refresh token, and its access token has expired.",
                $"Authorize again: Invoke-OAuth2Authorization -Name {profile.Name}");
        }

        using var answered = new GoogleTokenAnswer();
        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile, answered);
        TokenResponse answer = await GoogleFailure.TranslateAsync(
            profile,
            () => flow.RefreshTokenAsync(NobodyInParticular, refreshToken, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return ToTokens(profile, answer, answered.RefreshTokenLifetime);
    }

    public async Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        if (profile.Tokens is null)
        {
            return false;
        }

        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile);
        await GoogleFailure.TranslateAsync(
            profile,
            async () =>
            {
                await flow.RevokeTokenAsync(
                    NobodyInParticular, profile.Tokens.RefreshToken ?? profile.Tokens.AccessToken, cancellationToken)
                    .ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
        return true;
    }

    private static PkceGoogleAuthorizationCodeFlow CreateFlow(StoredProfile profile, GoogleTokenAnswer? answer = null) => new(
        new EndpointInitializer(
            profile.OAuth.AuthorizationEndpoint!.AbsoluteUri,
            profile.OAuth.TokenEndpoint!.AbsoluteUri,
            profile.OAuth.RevocationEndpoint!.AbsoluteUri)
        {
            ClientSecrets = new ClientSecrets
            {
                ClientId = profile.OAuth.ClientId,
                ClientSecret = profile.Secrets.ClientSecret,
            },
            Scopes = profile.OAuth.Scopes.Concat(s_identityScopes),
            HttpClientFactory = GoogleHttpClientFactory.Bounded(profile.Proxy, answer),
        });

    private TokenSet ToTokens(StoredProfile profile, TokenResponse answer, TimeSpan? refreshTokenLifetime)
    {
        DateTimeOffset now = time.GetUtcNow();
        return new TokenSet
        {
            AccessToken = answer.AccessToken,
            // A refresh brings no new refresh token: the old one stays good.
            RefreshToken = answer.RefreshToken ?? profile.Tokens?.RefreshToken,
            RefreshTokenExpiresOn = now + refreshTokenLifetime
                ?? (answer.RefreshToken is null ? profile.Tokens?.RefreshTokenExpiresOn : null),
            ObtainedOn = now,
            ExpiresOn = now + TimeSpan.FromSeconds(answer.ExpiresInSeconds ?? 3600),
            Scopes = answer.Scope?.Split([' '], StringSplitOptions.RemoveEmptyEntries) ?? profile.OAuth.Scopes,
            Account = IdentityToken.ReadAccount(answer.IdToken) ?? profile.Tokens?.Account,
        };
    }

    // The library has this constructor for derived classes only, and the client's file names its own endpoints.
    private sealed class EndpointInitializer(string authorization, string token, string revocation)
        : GoogleAuthorizationCodeFlow.Initializer(authorization, token, revocation);
}
