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
internal sealed class ExchangeProvider(TimeProvider time) : MicrosoftProvider(time), IConsentProvider
{
    // MSAL adds these by itself in its own requests: the account's name and a refresh token.
    private static readonly string[] s_identityScopes = ["openid", "profile", "offline_access"];

    // "The default lifetime for the refresh tokens is [...] 90 days", and each use gives a new one; MSAL does not tell it.
    // https://learn.microsoft.com/entra/identity-platform/refresh-tokens
    private static readonly TimeSpan s_refreshTokenLifetime = TimeSpan.FromDays(90);

    // Entra takes any port on http://localhost, written without a slash as it is registered.
    public Uri LoopbackRedirectUri { get; } = new("http://localhost");

    protected override string DefaultScope(MicrosoftCloud cloud) => $"{cloud.Resource}/SMTP.Send";

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
        IConfidentialClientApplication application = CreateConfidentialClient(profile, certificate)
            .WithRedirectUri(pending.RedirectUri.OriginalString)
            .Build();
        var cache = new MsalCache(application, stored: null);
        AuthenticationResult result = await ExecuteAsync(
            profile,
            () => application.AcquireTokenByAuthorizationCode(profile.OAuth.Scopes, response.Code)
                .WithPkceCodeVerifier(pending.CodeVerifier)
                .ExecuteAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return WithLifetime(ToTokens(profile, result, cache));
    }

    public async Task<TokenSet> AuthorizeDeviceAsync(
        StoredProfile profile, Action<DeviceCodePrompt> prompt, CancellationToken cancellationToken)
    {
        // RFC 8628 is for clients without a secret, and MSAL offers it to them only.
        IPublicClientApplication application = CreatePublicClient(profile);
        var cache = new MsalCache(application, stored: null);
        AuthenticationResult result = await ExecuteAsync(
            profile,
            () => application.AcquireTokenWithDeviceCode(
                profile.OAuth.Scopes,
                code =>
                {
                    prompt(new DeviceCodePrompt(code.UserCode, code.VerificationUrl, code.ExpiresOn));
                    return Task.CompletedTask;
                }).ExecuteAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return WithLifetime(ToTokens(profile, result, cache));
    }

    public override async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        using X509Certificate2? certificate = ClientCertificateStore.Open(profile);
        IClientApplicationBase application = CreateClient(profile, certificate);
        var cache = new MsalCache(application, profile.Tokens?.Cache);
        AuthenticationResult result = await ExecuteAsync(
            profile, () => AcquireSilentlyAsync(application, profile, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
        return WithLifetime(ToTokens(profile, result, cache));
    }

    private TokenSet WithLifetime(TokenSet tokens) => tokens with { RefreshTokenExpiresOn = Time.GetUtcNow() + s_refreshTokenLifetime };

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
        TokenResponse answer = await ProviderHttp.For(profile.Proxy)
            .RequestAuthorizationCodeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        if (answer.IsError || answer.RefreshToken is null)
        {
            throw EntraFailure.From(profile, answer);
        }

        IPublicClientApplication application = CreatePublicClient(profile);
        var cache = new MsalCache(application, stored: null);
        AuthenticationResult result = await ExecuteAsync(
            profile,
            () => ((IByRefreshToken)application)
                .AcquireTokenByRefreshToken(profile.OAuth.Scopes, answer.RefreshToken)
                .ExecuteAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
        return WithLifetime(ToTokens(profile, result, cache));
    }
}
