using System.Text.Json;
using Duende.IdentityModel.Client;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>Turns a provider's refusal into a failure with advice (RFC 6749 §4.1.2.1 and §5.2).</summary>
internal static class OAuthFailure
{
    /// <summary>
    /// The OAuth <c>error</c> of an answer, whatever its HTTP status: RFC 6749 §5.2 wants 401 for a client that failed to
    /// authenticate, and other providers use others. Null where there is none.
    /// </summary>
    public static string? CodeOf(ProtocolResponse response) =>
        response.IsError
        && response.Json is JsonElement { ValueKind: JsonValueKind.Object } json
        && json.TryGetProperty("error", out JsonElement error)
        && error.ValueKind == JsonValueKind.String
        && error.GetString() is { Length: > 0 } code
            ? code
            : null;

    /// <summary>The failure that a token or device authorization endpoint answered with.</summary>
    public static OAuth2MailException FromResponse(StoredProfile profile, ProtocolResponse response)
    {
        if (CodeOf(response) is string error)
        {
            return FromError(profile, error, response.TryGet("error_description"));
        }

        if (response.Exception is TaskCanceledException)
        {
            return new OAuth2MailException(
                "ProviderTimeout",
                FailureKind.Timeout,
                $"'{Host(profile)}' did not answer in time.",
                "Try again; behind a proxy, give it with -Proxy.");
        }

        string reason = response.ErrorType == ResponseErrorType.Http
            ? $"HTTP {(int)response.HttpStatusCode} {response.HttpErrorReason}"
            : response.Exception is JsonException ? "the answer is not JSON" : InnermostMessage(response);
        return new OAuth2MailException(
            "ProviderUnreachable",
            FailureKind.Connection,
            $"'{Host(profile)}' gave no usable answer: {reason}.",
            "Check the endpoint's address, the network and, behind a proxy, -Proxy.",
            response.Exception is JsonException ? null : response.Exception);
    }

    /// <summary>The failure for an OAuth <c>error</c> code, in the server's own words and with our advice.</summary>
    public static OAuth2MailException FromError(StoredProfile profile, string error, string? description)
    {
        (string id, FailureKind kind, string? advice) = Classify(profile, error);
        string words = string.IsNullOrWhiteSpace(description) ? "" : $": {ServerWords.SingleLine(description!)}";
        return new OAuth2MailException(id, kind, $"The provider refused: {ServerWords.SingleLine(error)}{words}", advice)
        {
            ProviderCode = error,
        };
    }

    private static (string Id, FailureKind Kind, string? Advice) Classify(StoredProfile profile, string error) => error switch
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
            $"The provider does not allow this client the grant {profile.OAuth.GrantType}: allow it where the client is registered."),
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
        "temporarily_unavailable" or "server_error" => (
            "ProviderUnavailable",
            FailureKind.Unavailable,
            "The provider has a problem of its own: try again later."),
        _ => ("AuthorizationRefused", FailureKind.Authentication, null),
    };

    private static string Host(StoredProfile profile) =>
        profile.OAuth.TokenEndpoint?.Authority ?? profile.OAuth.Issuer ?? "The provider";

    private static string InnermostMessage(ProtocolResponse response) =>
        (response.Exception?.GetBaseException().Message ?? response.Error ?? "unknown").TrimEnd('.');
}
