using System.Security.Cryptography.X509Certificates;
using Duende.IdentityModel.Client;
using Microsoft.Identity.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// Mode <c>Exchange</c>: Microsoft, a person consents once. The application is a public client, or has a secret or a
/// certificate.
/// </summary>
internal sealed class ExchangeProvider(TimeProvider time, ProviderHttp? http = null)
    : MicrosoftProvider(time, http), IConsentProvider
{
    // MSAL adds these by itself in its own requests: the account's name and a refresh token.
    private static readonly string[] s_identityScopes = ["openid", "profile", "offline_access"];

    // "The default lifetime for the refresh tokens is [...] 90 days", and each use gives a new one; MSAL does not report it.
    // https://learn.microsoft.com/entra/identity-platform/refresh-tokens
    private static readonly TimeSpan s_refreshTokenLifetime = TimeSpan.FromDays(90);

    // Entra takes any port on http://localhost, written without a slash as it is registered.
    public Uri LoopbackRedirectUri { get; } = new("http://localhost");

    public override bool RequiresConsent(StoredProfile profile) => true;

    public PendingAuthorization BeginAuthorization(StoredProfile profile, Uri redirectUri) =>
        AuthorizationRequest.Create(
            profile,
            redirectUri,
            profile.OAuth.Scopes.Concat(s_identityScopes),
            profile.OAuth.AuthorizationParameters,
            Time.GetUtcNow());

    public OAuth2MailException Refused(StoredProfile profile, string error, string? description) =>
        EntraFailure.FromAuthorization(profile, error, description);

    public async Task<TokenSet> RedeemAsync(
        StoredProfile profile, PendingAuthorization pending, AuthorizationResponse response, CancellationToken cancellationToken)
    {
        if (!IsConfidential(profile))
        {
            return await RedeemPubliclyAsync(profile, pending, response, cancellationToken).ConfigureAwait(false);
        }

        using X509Certificate2? certificate = ClientCertificateStore.Open(profile);
        MsalHttpClientFactory http = MsalHttpClientFactory.For(Http, profile.Proxy);
        IConfidentialClientApplication application = CreateConfidentialClient(profile, certificate, http)
            .WithRedirectUri(pending.RedirectUri.OriginalString)
            .Build();
        var cache = new MsalCache(application, stored: null);
        TokenSet tokens = await ExecuteAsync(
            WithoutTokens(profile),
            http,
            cache,
            () => application.AcquireTokenByAuthorizationCode(profile.OAuth.Scopes, response.Code)
                .WithPkceCodeVerifier(pending.CodeVerifier)
                .ExecuteAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return WithLifetime(tokens);
    }

    public async Task<TokenSet> AuthorizeDeviceAsync(
        StoredProfile profile, Action<DeviceCodePrompt> prompt, CancellationToken cancellationToken)
    {
        // RFC 8628 is for clients without a secret, and Entra offers it to them only. MSAL would give up at the first poll
        // that is dropped.
        using var request = new DeviceAuthorizationRequest
        {
            Address = profile.OAuth.DeviceAuthorizationEndpoint!.AbsoluteUri,
            ClientId = profile.OAuth.ClientId!,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            Scope = string.Join(" ", profile.OAuth.Scopes.Concat(s_identityScopes)),
        };
        HttpClient client = Http.For(profile.Proxy);
        DeviceAuthorizationResponse authorization =
            await client.RequestDeviceAuthorizationAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (OAuthFailure.ErrorOf(authorization) is not null)
        {
            throw EntraFailure.From(profile, authorization);
        }

        TokenResponse answer = await new DeviceAuthorization(Time)
            .WaitAsync(profile, authorization, prompt, PollAsync, cancellationToken).ConfigureAwait(false);
        return ToTokens(profile, answer, cancellationToken);

        async Task<TokenResponse> PollAsync(string deviceCode, CancellationToken token)
        {
            using var poll = new DeviceTokenRequest
            {
                Address = profile.OAuth.TokenEndpoint!.AbsoluteUri,
                ClientId = profile.OAuth.ClientId!,
                ClientCredentialStyle = ClientCredentialStyle.PostBody,
                DeviceCode = deviceCode,
            };
            return await client.RequestDeviceTokenAsync(poll, token).ConfigureAwait(false);
        }
    }

    public override async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        using X509Certificate2? certificate = ClientCertificateStore.Open(profile);
        MsalHttpClientFactory http = MsalHttpClientFactory.For(Http, profile.Proxy);
        IClientApplicationBase application = CreateClient(profile, certificate, http);
        var cache = new MsalCache(application, profile.Tokens?.Cache);
        TokenSet tokens = await ExecuteAsync(
            profile, http, cache, () => AcquireSilentlyAsync(application, profile, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return WithLifetime(tokens);
    }

    // Tokens of an older consent, perhaps another account's, are not carried over into a new one.
    private static StoredProfile WithoutTokens(StoredProfile profile) => profile with { Tokens = null };

    private TokenSet WithLifetime(TokenSet tokens) => tokens is { RefreshToken: null, Cache: null }
        ? tokens
        : tokens with { RefreshTokenExpiresOn = Time.GetUtcNow() + s_refreshTokenLifetime };

    // MSAL redeems a public client's code only together with a web view of its own, which could not wait in another
    // process. So the code is redeemed here, and MSAL takes over with the refresh token.
    private async Task<TokenSet> RedeemPubliclyAsync(
        StoredProfile profile, PendingAuthorization pending, AuthorizationResponse response, CancellationToken cancellationToken)
    {
        using var request = new AuthorizationCodeTokenRequest
        {
            Address = profile.OAuth.TokenEndpoint!.AbsoluteUri,
            ClientId = profile.OAuth.ClientId!,
            ClientCredentialStyle = ClientCredentialStyle.PostBody,
            Code = response.Code!,
            RedirectUri = pending.RedirectUri.OriginalString,
            CodeVerifier = pending.CodeVerifier,
        };
        TokenResponse answer = await Http.For(profile.Proxy)
            .RequestAuthorizationCodeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        return ToTokens(profile, answer, cancellationToken);
    }

    // MSAL takes over with the refresh token, at the next refresh: one more request now could fail, and the consent would be
    // lost.
    private TokenSet ToTokens(StoredProfile profile, TokenResponse answer, CancellationToken cancellationToken)
    {
        // The library reports a cancelled request as an error response.
        cancellationToken.ThrowIfCancellationRequested();
        return TokenAnswer.In(answer.HttpResponse) is TokenAnswer obtained
            ? WithLifetime(ObtainedTokens.From(obtained, WithoutTokens(profile), Time.GetUtcNow()))
            : throw EntraFailure.From(profile, answer);
    }
}
