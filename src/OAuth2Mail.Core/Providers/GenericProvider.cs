using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// What all providers that follow the RFCs have in common; the modes differ in how the client authenticates itself.
/// </summary>
internal abstract class GenericProvider(TimeProvider time, ProviderHttp? http) : IConsentProvider
{
    private readonly ProviderHttp _http = http ?? ProviderHttp.Default;

    // RFC 8252 §7.3: the address literal, because "localhost" might be resolved to something else.
    public Uri LoopbackRedirectUri { get; } = new("http://127.0.0.1/");

    public virtual StoredProfile Complete(StoredProfile profile)
    {
        OAuthSettings oauth = profile.OAuth;
        Require(oauth.ClientId, "-ClientId");
        Require(oauth.TokenEndpoint, "-TokenEndpoint (or an -Issuer that publishes it)");
        if (oauth.GrantType == GrantType.AuthorizationCode)
        {
            Require(oauth.AuthorizationEndpoint, "-AuthorizationEndpoint (or an -Issuer that publishes it)");
        }
        else if (oauth.GrantType == GrantType.DeviceCode)
        {
            Require(oauth.DeviceAuthorizationEndpoint, "-DeviceAuthorizationEndpoint (or an -Issuer that publishes it)");
        }
        else if (oauth.GrantType == GrantType.Password)
        {
            Require(profile.Secrets.Password, "-Credential");
        }

        EndpointRules.RequireSecure(oauth.AuthorizationEndpoint, "-AuthorizationEndpoint");
        EndpointRules.RequireSecure(oauth.TokenEndpoint, "-TokenEndpoint");
        EndpointRules.RequireSecure(oauth.DeviceAuthorizationEndpoint, "-DeviceAuthorizationEndpoint");
        EndpointRules.RequireSecure(oauth.RevocationEndpoint, "-RevocationEndpoint");
        EndpointRules.RequireSecure(oauth.RedirectUri, "-RedirectUri");
        ReservedParameters.Refuse(oauth);
        return profile;

        void Require(object? value, string parameter)
        {
            if (value is null)
            {
                throw new OAuth2MailException(
                    "ParameterMissing",
                    FailureKind.InvalidArgument,
                    $"Grant type {oauth.GrantType} needs {parameter}.",
                    "The provider's documentation names its endpoints; an -Issuer is the address before /.well-known/openid-configuration.");
            }
        }
    }

    public StoredProfile WithoutPresets(StoredProfile profile) => profile;

    public bool RequiresConsent(StoredProfile profile) =>
        profile.OAuth.GrantType is GrantType.AuthorizationCode or GrantType.DeviceCode;

    public PendingAuthorization BeginAuthorization(StoredProfile profile, Uri redirectUri) => AuthorizationRequest.Create(
        profile, redirectUri, profile.OAuth.Scopes, profile.OAuth.AuthorizationParameters, time.GetUtcNow());

    public OAuth2MailException Refused(StoredProfile profile, string error, string? description) =>
        OAuthFailure.FromError(profile, error, description);

    public async Task<TokenSet> RedeemAsync(
        StoredProfile profile, PendingAuthorization pending, AuthorizationResponse response, CancellationToken cancellationToken)
    {
        using var request = new AuthorizationCodeTokenRequest
        {
            Code = response.Code!,
            RedirectUri = pending.RedirectUri.OriginalString,
            CodeVerifier = pending.CodeVerifier,
        };
        Prepare(request, profile, profile.OAuth.TokenEndpoint);
        TokenResponse answer = await _http.For(profile.Proxy)
            .RequestAuthorizationCodeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        return ToTokens(WithoutTokens(profile), answer, cancellationToken);
    }

    public async Task<TokenSet> AuthorizeDeviceAsync(
        StoredProfile profile, Action<DeviceCodePrompt> prompt, CancellationToken cancellationToken)
    {
        if (profile.OAuth.DeviceAuthorizationEndpoint is null)
        {
            throw new OAuth2MailException(
                "DeviceAuthorizationEndpointMissing",
                FailureKind.InvalidArgument,
                $"Profile '{profile.Name}' has no device authorization endpoint.",
                "Give it with -DeviceAuthorizationEndpoint, or authorize in a browser.");
        }

        using var request = new DeviceAuthorizationRequest { Scope = ScopeOf(profile) };
        Prepare(request, profile, profile.OAuth.DeviceAuthorizationEndpoint);
        DeviceAuthorizationResponse authorization = await _http.For(profile.Proxy)
            .RequestDeviceAuthorizationAsync(request, cancellationToken).ConfigureAwait(false);
        TokenResponse answer = await new DeviceAuthorization(time).WaitAsync(
            profile,
            authorization,
            prompt,
            (deviceCode, token) => RequestDeviceTokenAsync(profile, deviceCode, token),
            cancellationToken).ConfigureAwait(false);
        return ToTokens(WithoutTokens(profile), answer, cancellationToken);
    }

    public async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        if (profile.Tokens?.RefreshToken is not string refreshToken)
        {
            return await AcquireWithoutRefreshTokenAsync(profile, cancellationToken).ConfigureAwait(false);
        }

        using var request = new RefreshTokenRequest { RefreshToken = refreshToken };
        Prepare(request, profile, profile.OAuth.TokenEndpoint);
        TokenResponse answer = await _http.For(profile.Proxy)
            .RequestRefreshTokenAsync(request, cancellationToken).ConfigureAwait(false);
        if (OAuthFailure.ErrorOf(answer) == "invalid_grant" && !RequiresConsent(profile))
        {
            // The same grant can provide another refresh token.
            return await AcquireWithoutRefreshTokenAsync(WithoutTokens(profile), cancellationToken).ConfigureAwait(false);
        }

        return ToTokens(profile, answer, cancellationToken);
    }

    public async Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        if (profile.OAuth.RevocationEndpoint is null || profile.Tokens is null)
        {
            return false;
        }

        using var request = new TokenRevocationRequest
        {
            Token = profile.Tokens.RefreshToken ?? profile.Tokens.AccessToken,
            TokenTypeHint = profile.Tokens.RefreshToken is null ? "access_token" : "refresh_token",
        };
        Prepare(request, profile, profile.OAuth.RevocationEndpoint);
        TokenRevocationResponse answer = await _http.For(profile.Proxy)
            .RevokeTokenAsync(request, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return OAuthFailure.IsSuccess(answer) ? true : throw OAuthFailure.FromResponse(profile, answer);
    }

    /// <summary>Adds what proves the client's identity (RFC 6749 §2.3, RFC 7523 §2.2) to a request.</summary>
    protected abstract void AuthenticateClient(ProtocolRequest request, StoredProfile profile);

    /// <summary>The signed JWT that is the grant (RFC 7523 §2.1), for providers that can sign.</summary>
    protected virtual string CreateGrantAssertion(StoredProfile profile) =>
        throw new NotSupportedException($"{profile.Mode} signs nothing.");

    private async Task<TokenSet> AcquireWithoutRefreshTokenAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        HttpClient client = _http.For(profile.Proxy);
        string? scope = ScopeOf(profile);
        switch (profile.OAuth.GrantType)
        {
            case GrantType.ClientCredentials:
            {
                using var request = new ClientCredentialsTokenRequest { Scope = scope };
                Prepare(request, profile, profile.OAuth.TokenEndpoint);
                return ToTokens(
                    profile,
                    await client.RequestClientCredentialsTokenAsync(request, cancellationToken).ConfigureAwait(false),
                    cancellationToken);
            }

            case GrantType.Password:
            {
                using var request = new PasswordTokenRequest
                {
                    UserName = profile.OAuth.ResourceOwner ?? profile.UserName,
                    Password = profile.Secrets.Password,
                    Scope = scope,
                };
                Prepare(request, profile, profile.OAuth.TokenEndpoint);
                return ToTokens(
                    profile,
                    await client.RequestPasswordTokenAsync(request, cancellationToken).ConfigureAwait(false),
                    cancellationToken);
            }

            case GrantType.JwtBearer:
            {
                using var request = new TokenRequest
                {
                    GrantType = OidcConstants.GrantTypes.JwtBearer,
                    Parameters =
                    {
                        { OidcConstants.TokenRequest.Assertion, CreateGrantAssertion(profile) },
                        { OidcConstants.TokenRequest.Scope, scope ?? "" },
                    },
                };
                Prepare(request, profile, profile.OAuth.TokenEndpoint);
                return ToTokens(
                    profile,
                    await client.RequestTokenAsync(request, cancellationToken).ConfigureAwait(false),
                    cancellationToken);
            }

            default:
                throw new OAuth2MailException(
                    "RefreshTokenMissing",
                    FailureKind.Authentication,
                    $"The provider gave profile '{profile.Name}' no refresh token, and its access token has expired.",
                    "Request one (most providers require the scope offline_access, Google access_type=offline) and authorize "
                    + $"again: Invoke-OAuth2Authorization -Name {profile.Name}");
        }
    }

    private async Task<TokenResponse> RequestDeviceTokenAsync(
        StoredProfile profile, string deviceCode, CancellationToken cancellationToken)
    {
        using var request = new DeviceTokenRequest { DeviceCode = deviceCode };
        Prepare(request, profile, profile.OAuth.TokenEndpoint);
        return await _http.For(profile.Proxy).RequestDeviceTokenAsync(request, cancellationToken)
            .ConfigureAwait(false);
    }

    // The library refuses a parameter that is there already; -TokenParameter may set this one.
    private static string? ScopeOf(StoredProfile profile) =>
        profile.OAuth.TokenParameters.ContainsKey(OidcConstants.TokenRequest.Scope)
            ? null
            : string.Join(" ", profile.OAuth.Scopes);

    private void Prepare(ProtocolRequest request, StoredProfile profile, Uri? endpoint)
    {
        request.Address = endpoint!.AbsoluteUri;
        request.ClientId = profile.OAuth.ClientId!;
        AuthenticateClient(request, profile);
        foreach (KeyValuePair<string, string> parameter in profile.OAuth.TokenParameters)
        {
            request.Parameters.Add(parameter.Key, parameter.Value, ParameterReplaceBehavior.Single);
        }
    }

    // Tokens of an older consent, perhaps another account's, are not carried over into a new one.
    private static StoredProfile WithoutTokens(StoredProfile profile) => profile with { Tokens = null };

    private TokenSet ToTokens(StoredProfile profile, TokenResponse answer, CancellationToken cancellationToken)
    {
        // The library reports a cancelled request as an error response.
        cancellationToken.ThrowIfCancellationRequested();
        return TokenAnswer.In(answer.HttpResponse) is TokenAnswer obtained
            ? ObtainedTokens.From(obtained, profile, time.GetUtcNow())
            : throw OAuthFailure.FromResponse(profile, answer);
    }
}
