using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>What the Microsoft modes have in common: MSAL, with its cache kept in the profile.</summary>
internal abstract class MicrosoftProvider(TimeProvider time) : ITokenProvider
{
    protected TimeProvider Time { get; } = time;

    /// <summary>What the mode asks for.</summary>
    protected abstract string DefaultScope(MicrosoftCloud cloud);

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

        MicrosoftCloud cloud = MicrosoftCloud.Of(oauth.Cloud);
        string authority = MicrosoftCloud.AuthorityOf(oauth);
        return profile with
        {
            OAuth = oauth with
            {
                AuthorizationEndpoint = new Uri($"{authority}/oauth2/v2.0/authorize"),
                TokenEndpoint = new Uri($"{authority}/oauth2/v2.0/token"),
                DeviceAuthorizationEndpoint = new Uri($"{authority}/oauth2/v2.0/devicecode"),
                Scopes = oauth.Scopes.Count > 0 ? oauth.Scopes : [DefaultScope(cloud)],
            },
            Smtp = profile.Smtp.Server.Length > 0
                ? profile.Smtp
                : profile.Smtp with { Server = MicrosoftCloud.SmtpServerOf(oauth) },
        };
    }

    // The cloud decides on both, and the tenant on the server.
    public StoredProfile WithoutPresets(StoredProfile profile) => profile with
    {
        OAuth = profile.OAuth.Scopes.SequenceEqual([DefaultScope(MicrosoftCloud.Of(profile.OAuth.Cloud))])
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
    protected static IClientApplicationBase CreateClient(StoredProfile profile, X509Certificate2? certificate) =>
        IsConfidential(profile) ? CreateConfidentialClient(profile, certificate).Build() : CreatePublicClient(profile);

    /// <summary>The application as a public client.</summary>
    protected static IPublicClientApplication CreatePublicClient(StoredProfile profile) => WithAuthority(
        PublicClientApplicationBuilder.Create(profile.OAuth.ClientId), profile).Build();

    /// <summary>The application with its secret, certificate or federated token.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="certificate">The certificate, which must stay open while the application is used.</param>
    protected static ConfidentialClientApplicationBuilder CreateConfidentialClient(
        StoredProfile profile, X509Certificate2? certificate)
    {
        ConfidentialClientApplicationBuilder builder =
            WithAuthority(ConfidentialClientApplicationBuilder.Create(profile.OAuth.ClientId), profile);
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

    /// <summary>Uses the refresh token in MSAL's cache.</summary>
    protected static async Task<AuthenticationResult> AcquireSilentlyAsync(
        IClientApplicationBase application, StoredProfile profile, CancellationToken cancellationToken)
    {
#pragma warning disable CS0618 // MSAL warns web sites, whose cache has many users; this one has the profile's.
        IAccount? account = (await application.GetAccountsAsync().ConfigureAwait(false)).FirstOrDefault();
#pragma warning restore CS0618
        return await application.AcquireTokenSilent(profile.OAuth.Scopes, account)
            .WithForceRefresh(true)
            .ExecuteAsync(cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Runs a request of MSAL and turns its failures into ours.</summary>
    protected static async Task<AuthenticationResult> ExecuteAsync(
        StoredProfile profile, Func<Task<AuthenticationResult>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e) when (e is MsalException or HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw EntraFailure.From(profile, e);
        }
    }

    protected TokenSet ToTokens(StoredProfile profile, AuthenticationResult result, MsalCache? cache = null) => new()
    {
        AccessToken = result.AccessToken,
        ObtainedOn = Time.GetUtcNow(),
        ExpiresOn = result.ExpiresOn,
        Scopes = [.. result.Scopes ?? profile.OAuth.Scopes],
        Account = result.Account?.Username,
        Cache = cache?.Value,
    };

    protected static OAuth2MailException Missing(string parameter) =>
        new("ParameterMissing", FailureKind.InvalidArgument, $"This mode needs {parameter}.");

    // MSAL takes nothing else, and would say so only when the first token is asked for.
    private static void RequireAuthority(Uri? authority)
    {
        EndpointRules.RequireSecure(authority, "-Authority");
        if (authority is not null
            && (authority.Scheme != Uri.UriSchemeHttps || authority.AbsolutePath.Trim('/').Split('/') is not [{ Length: > 0 }]))
        {
            throw new OAuth2MailException(
                "AuthorityInvalid",
                FailureKind.InvalidArgument,
                $"'{authority.OriginalString}' is not an authority: it is https, a host, and the tenant as the only path.",
                "Such as https://login.microsoftonline.com/contoso.com");
        }
    }

    private static T WithAuthority<T>(T builder, StoredProfile profile)
        where T : AbstractApplicationBuilder<T>
    {
        // An authority that the user names is not in Microsoft's list, and asking for that list would be a request more.
        bool isKnown = profile.OAuth.Authority is null;
        return builder
            .WithAuthority(MicrosoftCloud.AuthorityOf(profile.OAuth), validateAuthority: isKnown)
            .WithInstanceDiscovery(isKnown)
            .WithHttpClientFactory(MsalHttpClientFactory.For(profile.Proxy));
    }
}
