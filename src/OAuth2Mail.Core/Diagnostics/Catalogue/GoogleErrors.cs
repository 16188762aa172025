namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>The OAuth errors of Google, the most specific ones first. What is not here is in <see cref="OAuthErrors"/>.</summary>
internal static class GoogleErrors
{
    private const string Expiration = "https://developers.google.com/identity/protocols/oauth2#expiration";

    private const string AuthorizationErrors = "https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors";

    private const string ServiceAccount = "https://developers.google.com/identity/protocols/oauth2/service-account#jwt-auth";

    private const string Delegation = "https://support.google.com/a/answer/162106";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("ReauthenticationRequired", FailureKind.Authentication,
            "The Workspace domain's session control wants {mailbox} to sign in again.",
            "Authorize again: Invoke-OAuth2Authorization -Name {profile}. To end that for good, an administrator trusts the app and "
            + "exempts trusted apps: admin.google.com > Security > Google Cloud session control.")
        {
            Codes = ["invalid_grant"],
            Words = ["invalid_rapt", "reauth related error"],
            Link = "https://support.google.com/a/answer/9368756",
        },
        new("ClockSkewed", FailureKind.Authentication,
            "Google does not accept the times in the signed JWT.",
            "Set this machine's clock (w32tm /resync, timedatectl set-ntp true).")
        {
            Codes = ["invalid_grant"],
            Words = ["reasonable timeframe"],
            Link = ServiceAccount,
        },
        new("ServiceAccountKeyRefused", FailureKind.Authentication,
            "Google does not know the key that signed the JWT: it was deleted or disabled.",
            "Make a new key (Google Cloud console > IAM & Admin > Service Accounts > Keys), and store it: Set-OAuth2MailProfile -Name "
            + "{profile} -KeyFile <file>.")
        {
            Codes = ["invalid_grant"],
            Words = ["Invalid JWT Signature", "Invalid signature", "account not found"],
            Link = ServiceAccount,
        },
        new("UserUnknown", FailureKind.Authentication,
            "There is no mailbox {mailbox} in a domain that delegated to the service account.",
            "Check -UserName of profile '{profile}': it must be the user's primary address, not an alias or a group.")
        {
            Codes = ["invalid_grant"],
            Words = ["Invalid email or User ID", "Not a valid email"],
            Link = ServiceAccount,
        },
        new("TokenGrantRefused", FailureKind.Authentication,
            "Google does not accept the signed JWT.",
            "Check this machine's clock, that the mailbox {mailbox} exists in the domain that delegated to the service account, and "
            + "that the key was not deleted.")
        {
            Codes = ["invalid_grant"],
            Grants = ["JwtBearer"],
            Link = ServiceAccount,
        },
        new("TokenGrantRefused", FailureKind.Authentication,
            "The authorization has ended: the app is in *Testing* (its tokens last 7 days, and keep that life after publishing), six "
            + "months without use, a changed password, too many tokens, or somebody revoked it.",
            "Publish the app (Google Auth Platform > Audience), then authorize again: Invoke-OAuth2Authorization -Name {profile}.")
        {
            Codes = ["invalid_grant"],
            Link = Expiration,
        },
        new("DomainWideDelegationMissing", FailureKind.PermissionDenied,
            "The domain has not delegated to the service account, or not with this scope.",
            "admin.google.com > Security > Access and data control > API controls > Domain-wide delegation > Add new: the service "
            + "account's numeric client id, and the scope https://mail.google.com/. It takes up to 24 hours to take effect.")
        {
            Codes = ["unauthorized_client"],
            Grants = ["JwtBearer"],
            Link = Delegation,
        },
        new("ConsentDeclined", FailureKind.PermissionDenied,
            "Consent was declined, or {mailbox} is not a test user of the app, or an administrator blocks it.",
            "Add the account: Google Auth Platform > Audience > Test users; or publish the app. Then authorize again and accept: "
            + "Invoke-OAuth2Authorization -Name {profile}.")
        {
            Codes = ["access_denied"],
            Link = AuthorizationErrors,
        },
        new("RedirectUriNotRegistered", FailureKind.InvalidArgument,
            "The redirect URI is not registered with the client.",
            "Use a client of type *Desktop app*; or register the exact URI (Google Auth Platform > Clients) and give it with -RedirectUri.")
        {
            Codes = ["redirect_uri_mismatch"],
            Link = AuthorizationErrors,
        },
        new("ClientRefused", FailureKind.Authentication,
            "Client id or secret is wrong, or the client was deleted.",
            "Download the client's JSON again (Google Auth Platform > Clients), and make the profile anew: New-OAuth2MailProfile -Name "
            + "{profile} -UserName {mailbox} -Gmail -CredentialFile <file> -Force.")
        {
            Codes = ["invalid_client", "deleted_client"],
            Grants = ["AuthorizationCode"],
            Link = AuthorizationErrors,
        },
        new("ApplicationNotAllowed", FailureKind.PermissionDenied,
            "The Workspace administrator does not allow the app.",
            "admin.google.com > Security > Access and data control > API controls > App access control: trust the client {clientId}.")
        {
            Codes = ["admin_policy_enforced"],
            Link = AuthorizationErrors,
        },
        new("ApplicationNotAllowed", FailureKind.PermissionDenied,
            "The app is for members of its own organization only.",
            "Sign in with an account of that organization, or make the app external: Google Auth Platform > Audience.")
        {
            Codes = ["org_internal"],
            Link = AuthorizationErrors,
        },
        new("BrowserNotAllowed", FailureKind.NotSupported,
            "Google does not show its page in an embedded browser.",
            "Open the address in the system's browser: Invoke-OAuth2Authorization -Name {profile} -NoBrowser prints it.")
        {
            Codes = ["disallowed_useragent"],
            Link = AuthorizationErrors,
        },
    ];
}
