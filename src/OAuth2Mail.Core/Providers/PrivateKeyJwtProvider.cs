using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// Mode <c>PrivateKeyJwt</c>: any provider; the client signs a JWT that proves who it is (RFC 7523 §2.2), or that is the
/// grant itself (§2.1).
/// </summary>
internal sealed class PrivateKeyJwtProvider(TimeProvider time, ProviderHttp? http = null) : GenericProvider(time, http)
{
    private readonly ClientAssertionFactory _assertions = new(time);

    public override StoredProfile Complete(StoredProfile profile)
    {
        profile = base.Complete(profile);
        if (profile.OAuth.GrantType == GrantType.Password)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "-PrivateKeyJwt cannot be used with grant type Password.",
                "Use ClientCredentials or JwtBearer, or -ClientSecretPost for a password.");
        }

        _assertions.Validate(profile);
        return profile;
    }

    protected override void AuthenticateClient(ProtocolRequest request, StoredProfile profile)
    {
        request.ClientCredentialStyle = ClientCredentialStyle.PostBody;
        if (profile.OAuth.GrantType != GrantType.JwtBearer)
        {
            request.ClientAssertion = new ClientAssertion
            {
                Type = OidcConstants.ClientAssertionTypes.JwtBearer,
                Value = _assertions.CreateClientAssertion(profile),
            };
        }
    }

    protected override string CreateGrantAssertion(StoredProfile profile) => _assertions.CreateGrant(profile);
}
