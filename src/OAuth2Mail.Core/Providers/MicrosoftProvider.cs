using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>What the Microsoft modes have in common: MSAL, with its cache kept in the profile.</summary>
internal abstract class MicrosoftProvider(TimeProvider time, ProviderHttp? http) : ITokenProvider
{
    protected TimeProvider Time { get; } = time;

    protected ProviderHttp Http { get; } = http ?? ProviderHttp.Default;

    public virtual StoredProfile Complete(StoredProfile profile)
    {
        OAuthSettings oauth = profile.OAuth;
        ReservedParameters.Refuse(oauth);
        RequireAuthority(oauth.Authority);
        EndpointRules.RequireSecure(oauth.RedirectUri, "-RedirectUri");
        if (oauth is { TenantId: null, Authority: null, ManagedIdentity: false })
        {
            throw Missing("-TenantId (the tenant's id or one of its domains)");
        }

        if (oauth is { ClientId: null, ManagedIdentity: false })
        {
            throw Missing("-ClientId (Application (client) ID of the app registration)");
        }

        string authority = MicrosoftCloud.AuthorityOf(oauth);
        return profile with
        {
            OAuth = oauth with
            {
                AuthorizationEndpoint = new Uri($"{authority}/oauth2/v2.0/authorize"),
                TokenEndpoint = new Uri($"{authority}/oauth2/v2.0/token"),
                DeviceAuthorizationEndpoint = new Uri($"{authority}/oauth2/v2.0/devicecode"),
                Scopes = oauth.Scopes.Count > 0 ? oauth.Scopes : [MicrosoftCloud.SmtpScopeOf(profile)],
            },
            Smtp = profile.Smtp.Server.Length > 0
                ? profile.Smtp
                : profile.Smtp with { Server = MicrosoftCloud.SmtpServerOf(oauth) },
        };
    }

    // Both depend on the cloud, and the server also on the tenant.
    public StoredProfile WithoutPresets(StoredProfile profile) => profile with
    {
        OAuth = profile.OAuth.Scopes.SequenceEqual([MicrosoftCloud.SmtpScopeOf(profile)])
            ? profile.OAuth with { Scopes = [] }
            : profile.OAuth,
        Smtp = profile.Smtp.Server == MicrosoftCloud.SmtpServerOf(profile.OAuth)
            ? profile.Smtp with { Server = "" }
            : profile.Smtp,
    };

    public virtual bool RequiresConsent(StoredProfile profile) => false;

    public abstract Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken);

    // Entra has no revocation endpoint (RFC 7009).
    public Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <summary>The application as the profile describes it, public or confidential.</summary>
    protected static IClientApplicationBase CreateClient(
        StoredProfile profile, X509Certificate2? certificate, MsalHttpClientFactory http) => IsConfidential(profile)
        ? CreateConfidentialClient(profile, certificate, http).Build()
        : CreatePublicClient(profile, http);

    /// <summary>The application as a public client.</summary>
    protected static IPublicClientApplication CreatePublicClient(StoredProfile profile, MsalHttpClientFactory http) =>
        WithAuthority(PublicClientApplicationBuilder.Create(profile.OAuth.ClientId), profile, http).Build();

    /// <summary>The application with its secret, certificate or federated token.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="certificate">The certificate, which must stay open while the application is used.</param>
    /// <param name="http">How it asks.</param>
    protected static ConfidentialClientApplicationBuilder CreateConfidentialClient(
        StoredProfile profile, X509Certificate2? certificate, MsalHttpClientFactory http)
    {
        ConfidentialClientApplicationBuilder builder =
            WithAuthority(ConfidentialClientApplicationBuilder.Create(profile.OAuth.ClientId), profile, http);
        if (certificate is not null)
        {
            return builder.WithCertificate(certificate);
        }

        return profile.OAuth.FederatedTokenFile is string file
            ? builder.WithClientAssertion((AssertionRequestOptions _) => Task.FromResult(FederatedToken.Read(file)))
            : builder.WithClientSecret(profile.Secrets.ClientSecret);
    }

    /// <summary>Whether the application proves its identity.</summary>
    protected static bool IsConfidential(StoredProfile profile) =>
        profile.Secrets.ClientSecret is not null
        || profile.Secrets.Certificate is not null
        || profile.OAuth.CertificateThumbprint is not null
        || profile.OAuth.FederatedTokenFile is not null;

    /// <summary>Uses the refresh token in MSAL's cache, or the one beside it.</summary>
    protected static async Task<AuthenticationResult> AcquireSilentlyAsync(
        IClientApplicationBase application, StoredProfile profile, CancellationToken cancellationToken)
    {
#pragma warning disable CS0618 // MSAL warns about web sites, whose cache has many users; this one has only the profile's.
        IAccount? account = (await application.GetAccountsAsync().ConfigureAwait(false)).FirstOrDefault();
#pragma warning restore CS0618
        if (account is null && profile.Tokens?.RefreshToken is string refreshToken)
        {
            return await AcquireByRefreshTokenAsync(application, profile, refreshToken, cancellationToken).ConfigureAwait(false);
        }

        return await application.AcquireTokenSilent(profile.OAuth.Scopes, account)
            .WithForceRefresh(true)
            .ExecuteAsync(cancellationToken)
            .ConfigureAwait(false);
    }

    // A refresh token that MSAL did not get itself, or found no account for.
    private static Task<AuthenticationResult> AcquireByRefreshTokenAsync(
        IClientApplicationBase application, StoredProfile profile, string refreshToken, CancellationToken cancellationToken) =>
        ((IByRefreshToken)application).AcquireTokenByRefreshToken(profile.OAuth.Scopes, refreshToken)
            .ExecuteAsync(cancellationToken);

    /// <summary>Runs an MSAL request, turns its failures into ours, and converts the answer to what a profile keeps.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="http">How MSAL asks.</param>
    /// <param name="cache">MSAL's cache; null if there is no user account.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops it.</param>
    protected async Task<TokenSet> ExecuteAsync(
        StoredProfile profile,
        MsalHttpClientFactory http,
        MsalCache? cache,
        Func<Task<AuthenticationResult>> request,
        CancellationToken cancellationToken)
    {
        AuthenticationResult? result = null;
        try
        {
            result = await request().ConfigureAwait(false);
        }
        catch (MsalClientException) when (http.Answer is TokenAnswer answer && !(cache is not null && IsWhole(answer)))
        {
            // The tokens are there and valid. MSAL cannot cache them, because the answer does not name their account.
        }
        catch (Exception e) when (e is not OAuth2MailException)
        {
            // Any exception: for unexpected answers, MSAL lets many kinds of exceptions through.
            cancellationToken.ThrowIfCancellationRequested();
            throw EntraFailure.From(profile, e);
        }

        return ToTokens(
            profile,
            http.Answer ?? throw ProviderFailure.OfAnswer(EntraFailure.HostOf(profile), "there is no access token in it"),
            result,
            cache);
    }

    private TokenSet ToTokens(
        StoredProfile profile, TokenAnswer answer, AuthenticationResult? result, MsalCache? cache)
    {
        // MSAL finds a refresh token only by its account; if the answer does not name it, the token is kept beside the cache.
        string? kept = cache is null || IsWhole(answer)
            ? null
            : answer.RefreshToken ?? profile.Tokens?.RefreshToken;
        DateTimeOffset now = Time.GetUtcNow();
        return new TokenSet
        {
            AccessToken = answer.AccessToken,
            RefreshToken = kept,
            ObtainedOn = now,
            ExpiresOn = now + answer.Lifetime,
            Scopes = [.. result?.Scopes ?? profile.OAuth.Scopes],
            Account = cache is null ? null
                : result?.Account?.Username is { Length: > 0 } told ? told
                : answer.Account ?? profile.Tokens?.Account,
            Cache = kept is null ? cache?.Value : null,
        };
    }

    // Entra names the account in both.
    private static bool IsWhole(TokenAnswer answer) => answer.IdentityToken is not null && answer.ClientInfo is not null;

    protected static OAuth2MailException Missing(string parameter) =>
        new("ParameterMissing", FailureKind.InvalidArgument, $"This mode needs {parameter}.");

    // MSAL accepts nothing else, but would report that only when the first token is requested.
    private static void RequireAuthority(Uri? authority)
    {
        EndpointRules.RequireSecure(authority, "-Authority");
        if (authority is not null
            && (authority.Scheme != Uri.UriSchemeHttps || authority.AbsolutePath.Trim('/').Split('/') is not [{ Length: > 0 }]))
        {
            throw new OAuth2MailException(
                "AuthorityInvalid",
                FailureKind.InvalidArgument,
                $"'{authority.OriginalString}' is not an authority (https, a host, and the tenant as the only path).",
                "Such as https://login.microsoftonline.com/contoso.com");
        }
    }

    private static T WithAuthority<T>(T builder, StoredProfile profile, MsalHttpClientFactory http)
        where T : AbstractApplicationBuilder<T>
    {
        // An authority that the user names is not in Microsoft's list, and asking for that list would be one more request.
        bool isKnown = profile.OAuth.Authority is null;
        return builder
            .WithAuthority(MicrosoftCloud.AuthorityOf(profile.OAuth), validateAuthority: isKnown)
            .WithInstanceDiscovery(isKnown)
            .WithHttpClientFactory(http);
    }
}
