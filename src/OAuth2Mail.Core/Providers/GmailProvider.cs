using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Flows;
using Google.Apis.Auth.OAuth2.Requests;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Mode <c>Gmail</c>: Google, a person consents once.</summary>
internal sealed class GmailProvider(TimeProvider time, ProviderHttp? http = null) : IConsentProvider
{
    // The flow keeps nothing by itself: tokens belong to the vault.
    private const string NobodyInParticular = "profile";

    // In addition to the mail scope, so that Google reports who consented.
    private static readonly string[] s_identityScopes = ["openid", "email"];

    private readonly ProviderHttp _http = http ?? ProviderHttp.Default;

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
        using TokenAnswerRecorder recorder = _http.RecorderFor(profile.Proxy);
        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile, recorder);
        var request = (GoogleAuthorizationCodeRequestUrl)flow.CreateAuthorizationCodeRequest(
            redirectUri.OriginalString, out string verifier);
        string state = CryptoRandom.CreateUniqueId();
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
        using TokenAnswerRecorder recorder = _http.RecorderFor(profile.Proxy);
        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile, recorder);
        await GoogleFailure.TranslateAsync(
            profile,
            () => flow.ExchangeCodeForTokenAsync(
                NobodyInParticular, response.Code, pending.CodeVerifier, pending.RedirectUri.OriginalString, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return ToTokens(profile with { Tokens = null }, recorder);
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

        using TokenAnswerRecorder recorder = _http.RecorderFor(profile.Proxy);
        using PkceGoogleAuthorizationCodeFlow flow = CreateFlow(profile, recorder);
        await GoogleFailure.TranslateAsync(
            profile,
            () => flow.RefreshTokenAsync(NobodyInParticular, refreshToken, cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return ToTokens(profile, recorder);
    }

    public async Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        if (profile.Tokens is null)
        {
            return false;
        }

        // The library would put the token into the address, where proxies and servers log it.
        using var request = new TokenRevocationRequest
        {
            Address = profile.OAuth.RevocationEndpoint!.AbsoluteUri,
            Token = profile.Tokens.RefreshToken ?? profile.Tokens.AccessToken,
        };
        TokenRevocationResponse answer = await _http.For(profile.Proxy)
            .RevokeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return OAuthFailure.IsSuccess(answer) ? true
            : OAuthFailure.ErrorOf(answer) is string error ? throw GoogleFailure.FromError(
                profile, error, answer.Json!.Value.StringOf("error_description"), answer.HttpStatusCode)
            : throw OAuthFailure.FromResponse(profile, answer);
    }

    private static PkceGoogleAuthorizationCodeFlow CreateFlow(StoredProfile profile, TokenAnswerRecorder recorder) => new(
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
            HttpClientFactory = new GoogleHttpClientFactory(recorder),
        });

    private TokenSet ToTokens(StoredProfile profile, TokenAnswerRecorder recorder) =>
        ObtainedTokens.From(recorder.Require(profile.OAuth.TokenEndpoint!), profile, time.GetUtcNow());

    // The library has this constructor for derived classes only, and the client's file names its own endpoints.
    private sealed class EndpointInitializer(string authorization, string token, string revocation)
        : GoogleAuthorizationCodeFlow.Initializer(authorization, token, revocation);
}
