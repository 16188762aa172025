using System.Net;
using System.Text.Json;
using Duende.IdentityModel.Client;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Turns a provider's refusal into a failure with advice (RFC 6749 §4.1.2.1 and §5.2).</summary>
internal static class OAuthFailure
{
    /// <summary>The OAuth <c>error</c> in an answer; null where there is none.</summary>
    /// <remarks>
    /// Whatever the HTTP status: the library looks for it in a 400 only, but a refused client is a 401 (RFC 6749 §5.2),
    /// and Google tells a device to wait with a 428.
    /// </remarks>
    public static string? ErrorOf(ProtocolResponse response) =>
        response.Json is { ValueKind: JsonValueKind.Object } json ? json.StringOf("error") : null;

    /// <summary>Whether a revocation endpoint did what it was asked: the status says it all, whatever the body (RFC 7009 §2.2).</summary>
    public static bool IsSuccess(TokenRevocationResponse response) =>
        response.HttpStatusCode == HttpStatusCode.OK;

    /// <summary>The failure that a provider's endpoint answered with.</summary>
    public static OAuth2MailException FromResponse(StoredProfile profile, ProtocolResponse response)
    {
        // The library keeps the exchange's own failure.
        if (response.Exception is OAuth2MailException failure)
        {
            return failure;
        }

        if (ErrorOf(response) is { Length: > 0 } error)
        {
            return FromError(profile, error, response.Json!.Value.StringOf("error_description"), response.HttpStatusCode);
        }

        return response.HttpStatusCode is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices
            ? ProviderFailure.OfAnswer(Host(profile), "it does not contain what was requested")
            : ProviderFailure.OfStatus(Host(profile), response.HttpStatusCode);
    }

    /// <summary>The failure for an OAuth <c>error</c> code, in the server's own words and with our advice.</summary>
    /// <param name="profile">Whose request it was.</param>
    /// <param name="error">The code.</param>
    /// <param name="description">The server's words, where it has any.</param>
    /// <param name="status">The HTTP status, where it came with one.</param>
    public static OAuth2MailException FromError(
        StoredProfile profile, string error, string? description, HttpStatusCode status = HttpStatusCode.BadRequest) => From(
            profile, error, description, status, ErrorCatalogue.FindOAuth(error, description ?? "", ProfileSubject.Of(profile)));

    /// <summary>The failure for an OAuth <c>error</c> code.</summary>
    /// <param name="profile">Whose request it was.</param>
    /// <param name="error">The code.</param>
    /// <param name="description">The server's words, where it has any.</param>
    /// <param name="status">The HTTP status, where it came with one.</param>
    /// <param name="entry">What the catalogue knows of it.</param>
    public static OAuth2MailException From(
        StoredProfile profile, string error, string? description, HttpStatusCode status, CatalogueEntry? entry)
    {
        string code = ServerWords.SingleLine(error);
        string? words = string.IsNullOrWhiteSpace(description) ? null : ServerWords.SingleLine(description!);
        string message = $"The provider refused: {code}{(words is null ? "" : $": {words}")}";

        // A server that is overloaded or broken is recognized by the status, whatever error it sends.
        entry ??= ProviderFailure.EntryOf(status);
        return entry is null
            ? new OAuth2MailException("AuthorizationRefused", FailureKind.Authentication, message)
            {
                ProviderCode = code,
                ServerResponse = words,
            }
            : new OAuth2MailException(entry, ProfileSubject.Of(profile), message) { ProviderCode = code, ServerResponse = words };
    }

    private static string Host(StoredProfile profile) =>
        profile.OAuth.TokenEndpoint?.Authority ?? profile.OAuth.Issuer ?? "The provider";
}
