using System.Net;
using System.Text.Json;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>Fills in endpoints from what an issuer publishes (OpenID Connect Discovery; RFC 8414).</summary>
/// <remarks>Only the document is read: nothing is verified with the issuer's keys.</remarks>
internal static class AuthorizationServerDiscovery
{
    /// <summary>The settings with every endpoint that was not given taken from the issuer's document.</summary>
    /// <param name="settings">What is known.</param>
    /// <param name="proxy">The way to the issuer.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <param name="http">The HTTP clients to use; null for the default.</param>
    /// <exception cref="OAuth2MailException">There is no such document, or it names another issuer.</exception>
    public static async Task<OAuthSettings> CompleteAsync(
        OAuthSettings settings, ProxySettings? proxy, CancellationToken cancellationToken, ProviderHttp? http = null)
    {
        if (settings.Issuer is null)
        {
            return settings;
        }

        JsonElement document = await FindDocumentAsync(settings.Issuer, (http ?? ProviderHttp.Default).For(proxy), cancellationToken)
            .ConfigureAwait(false);
        return Complete(settings, document);
    }

    /// <summary>Fills in the endpoints that a document publishes.</summary>
    /// <exception cref="OAuth2MailException">One of them is not an address, or not secure.</exception>
    public static OAuthSettings Complete(OAuthSettings settings, JsonElement document)
    {
        return settings with
        {
            Issuer = document.StringOf("issuer"),
            AuthorizationEndpoint = settings.AuthorizationEndpoint ?? Endpoint("authorization_endpoint"),
            TokenEndpoint = settings.TokenEndpoint ?? Endpoint("token_endpoint"),
            DeviceAuthorizationEndpoint = settings.DeviceAuthorizationEndpoint ?? Endpoint("device_authorization_endpoint"),
            RevocationEndpoint = settings.RevocationEndpoint ?? Endpoint("revocation_endpoint"),
            IssuerInResponse = document.TryMember("authorization_response_iss_parameter_supported", out JsonElement supported)
                && supported.ValueKind == JsonValueKind.True,
        };

        Uri? Endpoint(string name)
        {
            if (!document.TryMember(name, out JsonElement member) || member.ValueKind == JsonValueKind.Null)
            {
                return null;
            }

            string? address = document.StringOf(name);
            if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint))
            {
                throw Failed(settings.Issuer!, $"its {name} is not an address");
            }

            EndpointRules.RequireSecure(endpoint, $"The {name} that issuer '{ServerWords.SingleLine(settings.Issuer!)}' publishes,");
            return endpoint;
        }
    }

    private static async Task<JsonElement> FindDocumentAsync(
        string issuer, HttpClient http, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(issuer, UriKind.RelativeOrAbsolute);
        EndpointRules.RequireSecure(endpoint, "-Issuer");
        // OpenID Connect Discovery §4 puts the well-known part behind the issuer's path, RFC 8414 §3.1 before it.
        string[] addresses =
        [
            issuer.TrimEnd('/') + "/.well-known/openid-configuration",
            endpoint.GetLeftPart(UriPartial.Authority) + "/.well-known/oauth-authorization-server"
                + endpoint.AbsolutePath.TrimEnd('/'),
        ];
        OAuth2MailException? first = null;
        foreach (string address in addresses)
        {
            try
            {
                if (await ReadAsync(issuer, address, http, cancellationToken).ConfigureAwait(false) is JsonElement document)
                {
                    return document;
                }
            }
            catch (OAuth2MailException e) when (e.Kind is FailureKind.InvalidData or FailureKind.Security)
            {
                // The other address may have a better one.
                first ??= e;
            }
            catch (OAuth2MailException e)
            {
                // A server that does not answer at all will not do so at another path either.
                throw Failed(issuer, e);
            }
        }

        // A problem with the document at one address tells more than a missing document at the other.
        throw first is null
            ? Failed(issuer, $"there is no document at '{addresses[0]}', nor at '{addresses[1]}'")
            : Failed(issuer, first);
    }

    /// <returns>The document; null where there is none.</returns>
    private static async Task<JsonElement?> ReadAsync(
        string issuer, string address, HttpClient http, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await http.GetAsync(new Uri(address), cancellationToken).ConfigureAwait(false);
        if (response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            return null;
        }

        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw ProviderFailure.OfStatus(address, response.StatusCode);
        }

#pragma warning disable CA2016 // It is in memory already, and .NET Framework has no other overload.
        byte[] body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
#pragma warning restore CA2016
        if (JsonMembers.ObjectIn(body) is not JsonElement document)
        {
            throw ProviderFailure.OfAnswer(address, "the answer is not a JSON object");
        }

        return IsOf(issuer, document.StringOf("issuer"))
            ? document
            : throw ProviderFailure.OfAnswer(address, Mismatch(document.StringOf("issuer")));
    }

    private static string Mismatch(string? issuer) => "the document names "
        + (issuer is null ? "no issuer" : $"another issuer, '{ServerWords.SingleLine(issuer)}' (RFC 8414 §3.3)");

    // The specifications require them to be identical, but people add or omit a trailing slash.
    private static bool IsOf(string issuer, string? published) =>
        string.Equals(issuer.TrimEnd('/'), published?.TrimEnd('/'), StringComparison.Ordinal);

    private static OAuth2MailException Failed(string issuer, OAuth2MailException cause) =>
        Failed(issuer, cause.Message.TrimEnd('.'), cause);

    private static OAuth2MailException Failed(string issuer, string reason, OAuth2MailException? cause = null) => new(
        "IssuerDiscoveryFailed",
        cause?.Kind ?? FailureKind.NotFound,
        $"The endpoints of issuer '{ServerWords.SingleLine(issuer)}' could not be discovered: {reason}.",
        "Check the issuer's address and, behind a proxy, -Proxy; or give the endpoints themselves with -TokenEndpoint and "
        + "-AuthorizationEndpoint.",
        cause);
}
