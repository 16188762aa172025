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
        StoredProfile profile, string error, string? description, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        (string id, FailureKind kind, string? advice) = Classify(profile, error, status);
        string words = string.IsNullOrWhiteSpace(description) ? "" : $": {ServerWords.SingleLine(description!)}";
        return new OAuth2MailException(id, kind, $"The provider refused: {ServerWords.SingleLine(error)}{words}", advice)
        {
            ProviderCode = ServerWords.SingleLine(error),
            IsTransient = id == "ProviderUnavailable",
        };
    }

    private static (string Id, FailureKind Kind, string? Advice) Classify(
        StoredProfile profile, string error, HttpStatusCode status) => error switch
    {
        "invalid_grant" => (
            "TokenGrantRefused",
            FailureKind.Authentication,
            $"The authorization has ended (expired, revoked, or used up). Authorize again: Invoke-OAuth2Authorization -Name {profile.Name}"),
        "invalid_client" => (
            "ClientRefused",
            FailureKind.Authentication,
            "Check the client id, and the secret or key: has it expired? Replace a secret with "
            + $"Set-OAuth2MailProfile -Name {profile.Name} -ClientSecret (Read-Host -AsSecureString)."),
        "unauthorized_client" => (
            "ClientNotAllowed",
            FailureKind.PermissionDenied,
            $"The client may not use the grant {profile.OAuth.GrantType}: allow it where the client is registered."),
        "unsupported_grant_type" => (
            "GrantTypeNotSupported",
            FailureKind.NotSupported,
            $"The provider does not know the grant {profile.OAuth.GrantType}; choose another one with -GrantType."),
        "invalid_scope" => (
            "ScopeRefused",
            FailureKind.InvalidArgument,
            "Check -Scope against what the provider documents for SMTP, and what the client was granted."),
        "access_denied" => (
            "ConsentDeclined",
            FailureKind.PermissionDenied,
            "Consent was declined, or an administrator has to give it. Authorize again and accept."),
        "expired_token" => (
            "DeviceCodeExpired",
            FailureKind.Timeout,
            "The code was not entered in time. Start again."),
        // A server that is overloaded or broken is recognized by the status, whatever error it sends.
        _ when error is "temporarily_unavailable" or "server_error" || ProviderFailure.IsOutage(status) => (
            "ProviderUnavailable",
            FailureKind.Unavailable,
            "The provider is having problems: try again later."),
        _ => ("AuthorizationRefused", FailureKind.Authentication, null),
    };

    private static string Host(StoredProfile profile) =>
        profile.OAuth.TokenEndpoint?.Authority ?? profile.OAuth.Issuer ?? "The provider";
}
