namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>The <c>error</c> values of OAuth 2.0 (RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5, OpenID Connect Core §3.1.2.6).</summary>
internal static class OAuthErrors
{
    private const string TokenErrors = "https://www.rfc-editor.org/rfc/rfc6749#section-5.2";

    private const string AuthorizationErrors = "https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1";

    private const string DeviceErrors = "https://www.rfc-editor.org/rfc/rfc8628#section-3.5";

    private const string OpenIdErrors = "https://openid.net/specs/openid-connect-core-1_0.html#AuthError";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("TokenGrantRefused", FailureKind.Authentication,
            "The provider does not accept the user name and password.",
            "Store the right ones: Set-OAuth2MailProfile -Name {profile} -Credential (Get-Credential).")
        {
            Codes = ["invalid_grant"],
            Grants = ["Password"],
            Link = TokenErrors,
        },
        new("TokenGrantRefused", FailureKind.Authentication,
            "The provider does not accept the signed JWT.",
            "Check -Audience, -Subject and -PrivateKeyId of profile '{profile}', that the key is registered at the provider, and this "
            + "machine's clock.")
        {
            Codes = ["invalid_grant"],
            Grants = ["JwtBearer"],
            Link = "https://www.rfc-editor.org/rfc/rfc7523#section-3.1",
        },
        new("TokenGrantRefused", FailureKind.Authentication,
            "The authorization has ended: it expired, was revoked, or was used up.",
            "Authorize again: Invoke-OAuth2Authorization -Name {profile}")
        {
            Codes = ["invalid_grant"],
            Link = TokenErrors,
        },
        new("ClientRefused", FailureKind.Authentication,
            "The provider does not know the client {clientId}, or does not accept what proves its identity.",
            "Check -ClientId of profile '{profile}', and whether its secret or key has expired or was replaced. {credential}")
        {
            Codes = ["invalid_client"],
            Link = TokenErrors,
        },
        new("ClientNotAllowed", FailureKind.PermissionDenied,
            "The client {clientId} may not use the grant {grant}.",
            "Allow it where the client is registered.")
        {
            Codes = ["unauthorized_client"],
            Link = TokenErrors,
        },
        new("GrantTypeNotSupported", FailureKind.NotSupported,
            "The provider does not know the grant {grant}.",
            "Choose another one: New-OAuth2MailProfile -GrantType.")
        {
            Codes = ["unsupported_grant_type", "unsupported_response_type"],
            Link = TokenErrors,
        },
        new("ScopeRefused", FailureKind.InvalidArgument,
            "The provider does not know the scope, or the client was not granted it.",
            "Check -Scope against what the provider documents for SMTP: Set-OAuth2MailProfile -Name {profile} -Scope.")
        {
            Codes = ["invalid_scope", "invalid_target"],
            Link = TokenErrors,
        },
        new("RequestRefused", FailureKind.InvalidArgument,
            "Something in the request is missing, or is not as the provider wants it.",
            "Read the provider's words; -AuthorizationParameter, -TokenParameter and -ClientAuthentication change the request.")
        {
            Codes = ["invalid_request", "request_not_supported", "invalid_request_uri"],
            Link = TokenErrors,
        },
        new("ConsentDeclined", FailureKind.PermissionDenied,
            "Consent was declined, or an administrator has to give it.",
            "Authorize again and accept: Invoke-OAuth2Authorization -Name {profile}")
        {
            Codes = ["access_denied"],
            Link = AuthorizationErrors,
        },
        new("TokenGrantRefused", FailureKind.Authentication,
            "The provider wants a person to sign in or to consent again.",
            "Authorize again: Invoke-OAuth2Authorization -Name {profile}")
        {
            Codes = ["login_required", "interaction_required", "consent_required", "account_selection_required"],
            Link = OpenIdErrors,
        },
        new("DeviceCodeExpired", FailureKind.Timeout,
            "The device code was not entered in time.",
            "Start again: Invoke-OAuth2Authorization -Name {profile} -DeviceCode")
        {
            Codes = ["expired_token"],
            Link = DeviceErrors,
        },
        new("ProviderUnavailable", FailureKind.Unavailable,
            "The provider is having problems.",
            "It is tried again by itself when sending; otherwise try again later.")
        {
            Codes = ["temporarily_unavailable", "server_error", "slow_down"],
            IsTransient = true,
            Link = AuthorizationErrors,
        },
    ];
}
