using Duende.IdentityModel.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Mode <c>ClientSecretPost</c>: any provider; the client has a secret or is public (RFC 6749 §2.3.1).</summary>
internal sealed class ClientSecretPostProvider(TimeProvider time, ProviderHttp? http = null) : GenericProvider(time, http)
{
    public override StoredProfile Complete(StoredProfile profile)
    {
        profile = base.Complete(profile);
        if (profile.OAuth.GrantType == GrantType.JwtBearer)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "Grant type JwtBearer needs a private key.",
                "Use -PrivateKeyJwt.");
        }

        if (profile.Secrets.ClientSecret is null
            && (profile.OAuth.GrantType == GrantType.ClientCredentials
                || profile.OAuth.ClientAuthentication == ClientAuthentication.Basic))
        {
            throw new OAuth2MailException(
                "ParameterMissing",
                FailureKind.InvalidArgument,
                "A public client (no -ClientSecret) can use neither grant type ClientCredentials nor -ClientAuthentication Basic.");
        }

        return profile;
    }

    protected override void AuthenticateClient(ProtocolRequest request, StoredProfile profile)
    {
        request.ClientSecret = profile.Secrets.ClientSecret;
        request.ClientCredentialStyle = profile.OAuth.ClientAuthentication == ClientAuthentication.Basic
            ? ClientCredentialStyle.AuthorizationHeader
            : ClientCredentialStyle.PostBody;
        // RFC 6749 §2.3.1: name and secret are form-encoded before they become a Basic header.
        request.AuthorizationHeaderStyle = BasicAuthenticationHeaderStyle.Rfc6749;
    }
}
