using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// Mode <c>Microsoft365</c>: the mailbox's password is stored and exchanged for tokens (RFC 6749 §4.3). Works only for accounts
/// for which no policy requires a second factor.
/// </summary>
internal sealed class Microsoft365Provider(TimeProvider time, ProviderHttp? http = null) : MicrosoftProvider(time, http)
{
    public override StoredProfile Complete(StoredProfile profile)
    {
        profile = base.Complete(profile);
        if (profile.Secrets.Password is not { Length: > 0 })
        {
            throw Missing("-Credential with a password");
        }

        return profile.OAuth.TenantId is "common" or "consumers"
            ? throw new OAuth2MailException(
                "TenantNotSupported",
                FailureKind.InvalidArgument,
                $"The password grant does not work with the tenant '{profile.OAuth.TenantId}'.",
                "Give the tenant's id or one of its domains with -TenantId.")
            : profile;
    }

    public override async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        using X509Certificate2? certificate = ClientCertificateStore.Open(profile);
        MsalHttpClientFactory http = MsalHttpClientFactory.For(Http, profile.Proxy);
        IClientApplicationBase application = CreateClient(profile, certificate, http);
        var cache = new MsalCache(application, profile.Tokens?.Cache);
        return await ExecuteAsync(
            profile, http, cache, () => AcquireAsync(application, profile, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private static async Task<AuthenticationResult> AcquireAsync(
        IClientApplicationBase application, StoredProfile profile, CancellationToken cancellationToken)
    {
        try
        {
            if (profile.Tokens is { Cache: not null } or { RefreshToken: not null })
            {
                return await AcquireSilentlyAsync(application, profile, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (MsalUiRequiredException)
        {
            // The refresh token has expired, but the password can provide another one.
        }

        return await AcquireByPasswordAsync(application, profile, cancellationToken).ConfigureAwait(false);
    }

    private static Task<AuthenticationResult> AcquireByPasswordAsync(
        IClientApplicationBase application, StoredProfile profile, CancellationToken cancellationToken)
    {
        string user = profile.OAuth.ResourceOwner ?? profile.UserName;
        if (application is IPublicClientApplication publicClient)
        {
#pragma warning disable CS0618 // MSAL warns of the grant itself; the mode exists for those who have no other way.
            return publicClient.AcquireTokenByUsernamePassword(profile.OAuth.Scopes, user, profile.Secrets.Password)
                .ExecuteAsync(cancellationToken);
#pragma warning restore CS0618
        }

        return ((IByUsernameAndPassword)application)
            .AcquireTokenByUsernamePassword(profile.OAuth.Scopes, user, profile.Secrets.Password)
            .ExecuteAsync(cancellationToken);
    }
}
