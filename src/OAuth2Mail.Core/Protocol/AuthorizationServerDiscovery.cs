using Duende.IdentityModel.Client;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>Fills in endpoints from what an issuer publishes (OpenID Connect Discovery; RFC 8414).</summary>
internal static class AuthorizationServerDiscovery
{
    /// <summary>The settings with every endpoint that was not given taken from the issuer's document.</summary>
    /// <exception cref="OAuth2MailException">There is no such document, or it names another issuer.</exception>
    public static async Task<OAuthSettings> CompleteAsync(
        OAuthSettings settings, ProxySettings? proxy, CancellationToken cancellationToken)
    {
        if (settings.Issuer is null)
        {
            return settings;
        }

        DiscoveryDocumentResponse document =
            await GetDocumentAsync(settings.Issuer, proxy, cancellationToken).ConfigureAwait(false);
        return settings with
        {
            Issuer = document.Issuer,
            AuthorizationEndpoint = settings.AuthorizationEndpoint ?? Endpoint(document.AuthorizeEndpoint),
            TokenEndpoint = settings.TokenEndpoint ?? Endpoint(document.TokenEndpoint),
            DeviceAuthorizationEndpoint =
                settings.DeviceAuthorizationEndpoint ?? Endpoint(document.DeviceAuthorizationEndpoint),
            RevocationEndpoint = settings.RevocationEndpoint ?? Endpoint(document.RevocationEndpoint),
            IssuerInResponse = document.TryGetBoolean("authorization_response_iss_parameter_supported") == true,
        };
    }

    private static async Task<DiscoveryDocumentResponse> GetDocumentAsync(
        string issuer, ProxySettings? proxy, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(issuer, UriKind.RelativeOrAbsolute);
        EndpointRules.RequireSecure(endpoint, "-Issuer");
        string authority = issuer.TrimEnd('/');
        // OpenID Connect Discovery §4 puts the well-known part behind the issuer's path, RFC 8414 §3.1 before it.
        (string Origin, string Path)[] documents =
        [
            (authority, ".well-known/openid-configuration"),
            (endpoint.GetLeftPart(UriPartial.Authority),
                ".well-known/oauth-authorization-server" + endpoint.AbsolutePath.TrimEnd('/')),
        ];
        DiscoveryDocumentResponse? document = null;
        foreach ((string origin, string path) in documents)
        {
            using var request = new DiscoveryDocumentRequest
            {
                Address = origin,
                Policy =
                {
                    Authority = authority,
                    DiscoveryDocumentPath = path,
                    // Providers put endpoints on other hosts; that each is https is checked with the other parameters.
                    ValidateEndpoints = false,
                    AllowHttpOnLoopback = true,
                    // Nothing is verified with the issuer's keys, so a document without them will do.
                    RequireKeySet = false,
                },
            };
            document = await ProviderHttp.For(proxy).GetDiscoveryDocumentAsync(request, cancellationToken)
                .ConfigureAwait(false);
            if (!document.IsError)
            {
                return document;
            }
        }

        throw new OAuth2MailException(
            "IssuerDiscoveryFailed",
            FailureKind.Connection,
            $"The endpoints of issuer '{issuer}' could not be discovered: {document!.Error}",
            "Check the issuer's address, or give the endpoints themselves with -TokenEndpoint and -AuthorizationEndpoint.",
            document.Exception);
    }

    private static Uri? Endpoint(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) ? endpoint : null;
}
