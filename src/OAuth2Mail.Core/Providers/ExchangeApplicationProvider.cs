using System.Security.Cryptography.X509Certificates;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.AppConfig;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// Mode <c>ExchangeApplication</c>: the application itself (client credentials, RFC 6749 §4.4), with a secret, certificate,
/// federated token or managed identity.
/// </summary>
internal sealed class ExchangeApplicationProvider(TimeProvider time, ProviderHttp? http = null) : MicrosoftProvider(time, http)
{
    public override StoredProfile Complete(StoredProfile profile)
    {
        profile = base.Complete(profile);
        if (!profile.OAuth.ManagedIdentity && !IsConfidential(profile))
        {
            throw Missing("-ClientSecret, a certificate, -FederatedTokenFile or -ManagedIdentity");
        }

        return profile.OAuth.TenantId is "common" or "organizations" or "consumers"
            ? throw new OAuth2MailException(
                "TenantNotSupported",
                FailureKind.InvalidArgument,
                $"An application cannot authorize itself at the tenant '{profile.OAuth.TenantId}'.",
                "Give the tenant's id or one of its domains with -TenantId.")
            : profile;
    }

    public override async Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        using X509Certificate2? certificate = ClientCertificateStore.Open(profile);
        MsalHttpClientFactory http = profile.OAuth.ManagedIdentity
            ? MsalHttpClientFactory.Local(Http)
            : MsalHttpClientFactory.For(Http, profile.Proxy);
        return await ExecuteAsync(
            profile,
            http,
            cache: null,
            () => profile.OAuth.ManagedIdentity
                ? AcquireByManagedIdentityAsync(profile, http, cancellationToken)
                : CreateConfidentialClient(profile, certificate, http).Build()
                    .AcquireTokenForClient(profile.OAuth.Scopes)
                    .ExecuteAsync(cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }

    // On a VM from IMDS, in App Service and Azure Automation from IDENTITY_ENDPOINT: MSAL finds out.
    private static Task<AuthenticationResult> AcquireByManagedIdentityAsync(
        StoredProfile profile, MsalHttpClientFactory http, CancellationToken cancellationToken)
    {
        ManagedIdentityId identity = profile.OAuth.ClientId is string clientId
            ? ManagedIdentityId.WithUserAssignedClientId(clientId)
            : ManagedIdentityId.SystemAssigned;
        return ManagedIdentityApplicationBuilder.Create(identity)
            .WithHttpClientFactory(http)
            .Build()
            .AcquireTokenForManagedIdentity(profile.OAuth.Scopes[0].Replace("/.default", ""))
            .WithForceRefresh(true)
            .ExecuteAsync(cancellationToken);
    }
}
