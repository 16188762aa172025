namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>The AADSTS codes of Microsoft Entra that administrators meet.</summary>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/reference-error-codes</remarks>
internal static class EntraCodes
{
    private const string AuthorizeAgain = "Authorize again: Invoke-OAuth2Authorization -Name {profile}.";

    private static readonly string[] s_secondFactor =
        ["AADSTS50076", "AADSTS50079", "AADSTS50072", "AADSTS50074", "AADSTS50158"];

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("MfaRequired", FailureKind.Authentication,
            "The account {mailbox} needs a second factor, which a stored password cannot give.",
            "Make the profile anew with -Exchange (a person consents once) or -ExchangeApplication (no person at all).")
        {
            Codes = s_secondFactor,
            Grants = ["Password"],
        },
        new("MfaRequired", FailureKind.Authentication,
            "The account needs a second factor again.",
            AuthorizeAgain)
        {
            Codes = s_secondFactor,
        },
        new("PasswordWrong", FailureKind.Authentication,
            "User name or password is wrong.",
            "Store the right one: Set-OAuth2MailProfile -Name {profile} -Credential (Get-Credential). An account that another "
            + "identity provider signs in (a federated domain) cannot use -Microsoft365.")
        {
            Codes = ["AADSTS50126"],
        },
        new("UserUnknown", FailureKind.Authentication,
            "The tenant has no such user.",
            "Check -UserName and -TenantId of profile '{profile}'.")
        {
            Codes = ["AADSTS50034"],
        },
        new("AccountLocked", FailureKind.Authentication,
            "The account is locked after too many attempts, or the address of this machine is blocked.",
            "Wait, or unlock it: Entra admin center > Users > {mailbox}; see its sign-in logs.")
        {
            Codes = ["AADSTS50053"],
        },
        new("PasswordExpired", FailureKind.Authentication,
            "The password of the account has expired.",
            "Change it, and store the new one: Set-OAuth2MailProfile -Name {profile} -Credential (Get-Credential).")
        {
            Codes = ["AADSTS50055"],
        },
        new("AccountDisabled", FailureKind.Authentication,
            "The account is disabled.",
            "Enable it: Entra admin center > Users > {mailbox} > Account enabled.")
        {
            Codes = ["AADSTS50057"],
        },
        new("TenantNotSupported", FailureKind.InvalidArgument,
            "This grant, or this application, works only with the tenant's own address.",
            "Give the tenant's id or domain instead of 'common': Set-OAuth2MailProfile -Name {profile} -TenantId <tenant>.")
        {
            Codes = ["AADSTS9001023", "AADSTS50194"],
        },
        new("ConsentMissing", FailureKind.PermissionDenied,
            "The permission is missing, or nobody has consented to it, or consent was declined.",
            "Entra admin center > the app registration {clientId} > API permissions > Add > APIs my organization uses > Office 365 "
            + "Exchange Online > {permission}, then Grant admin consent. If that was done and the page still asks for an "
            + "administrator, leave the consent prompt out: Set-OAuth2MailProfile -Name {profile} -AuthorizationParameter @{ prompt = '' }.")
        {
            Codes = ["AADSTS65001", "AADSTS65004", "AADSTS90094", "AADSTS65005", "AADSTS650057"],
        },
        new("ScopeRefused", FailureKind.InvalidArgument,
            "The scope is for a resource that the tenant does not know, or for two at once.",
            "It must be {scope} and nothing else of another resource: Set-OAuth2MailProfile -Name {profile} -Scope.")
        {
            Codes = ["AADSTS500011", "AADSTS70011", "AADSTS28000", "AADSTS700022"],
        },
        new("ClientUnknown", FailureKind.Authentication,
            "The tenant has no application with the client id {clientId}.",
            "Check -ClientId and -TenantId of profile '{profile}': Entra admin center > App registrations > Overview > Application "
            + "(client) ID.")
        {
            Codes = ["AADSTS700016"],
        },
        new("TenantUnknown", FailureKind.Authentication,
            "There is no such tenant.",
            "Check -TenantId of profile '{profile}' (Entra admin center > Overview) and, for a national cloud, -Cloud.")
        {
            Codes = ["AADSTS90002"],
        },
        new("ClientSecretWrong", FailureKind.Authentication,
            "The client secret is wrong: often it is the secret's *ID* instead of its *Value*.",
            "Make a new one (Entra admin center > the app registration {clientId} > Certificates & secrets > New client secret), "
            + "copy its Value, and store it: Set-OAuth2MailProfile -Name {profile} -ClientSecret (Read-Host -AsSecureString).")
        {
            Codes = ["AADSTS7000215"],
        },
        new("ClientSecretExpired", FailureKind.Authentication,
            "The client secret has expired.",
            "Make a new one (Entra admin center > the app registration {clientId} > Certificates & secrets > New client secret), "
            + "and store its Value: Set-OAuth2MailProfile -Name {profile} -ClientSecret (Read-Host -AsSecureString) "
            + "-ClientSecretExpires <date>.")
        {
            Codes = ["AADSTS7000222"],
        },
        new("PublicClientNotAllowed", FailureKind.PermissionDenied,
            "The application needs a client secret or certificate, or is not allowed to do without.",
            "Entra admin center > the app registration {clientId} > Authentication > Allow public client flows > Yes; or give the "
            + "profile a secret: Set-OAuth2MailProfile -Name {profile} -ClientSecret (Read-Host -AsSecureString).")
        {
            Codes = ["AADSTS7000218"],
        },
        new("ClientSecretNotAllowed", FailureKind.InvalidArgument,
            "The application is registered as a public client, which must not send a secret.",
            "Make the profile anew without -ClientSecret, or register the redirect URI under Web.")
        {
            Codes = ["AADSTS700025"],
        },
        new("ClientCertificateRefused", FailureKind.Authentication,
            "The certificate is not registered with the application, or has expired, or this machine's clock is off.",
            "Entra admin center > the app registration {clientId} > Certificates & secrets > Certificates: compare the thumbprint, "
            + "or upload the new certificate there and store it: Set-OAuth2MailProfile -Name {profile} -CertificateFile <file>. "
            + "Check the clock: w32tm /query /status, timedatectl.")
        {
            Codes = ["AADSTS700027", "AADSTS50012"],
        },
        new("RedirectUriNotRegistered", FailureKind.InvalidArgument,
            "The redirect URI is not registered with the application.",
            "Entra admin center > the app registration {clientId} > Authentication > Add a platform > Mobile and desktop "
            + "applications > http://localhost; or give one that is registered with -RedirectUri.")
        {
            Codes = ["AADSTS50011"],
        },
        new("TokenGrantRefused", FailureKind.Authentication,
            "The authorization has ended: it expired, was revoked, or the password was changed.",
            AuthorizeAgain)
        {
            Codes =
            [
                "AADSTS70008", "AADSTS700082", "AADSTS700084", "AADSTS70043", "AADSTS50173", "AADSTS50132", "AADSTS50133",
            ],
        },
        new("AuthorizationCodeUsed", FailureKind.Authentication,
            "The authorization code was used already.",
            "Start again: Invoke-OAuth2Authorization -Name {profile}.")
        {
            Codes = ["AADSTS54005"],
        },
        new("ConditionalAccessBlocked", FailureKind.PermissionDenied,
            "A Conditional Access policy blocks the sign-in.",
            "Entra admin center > Sign-in logs shows which one: exempt {mailbox}, the application {clientId}, or this machine.")
        {
            Codes = ["AADSTS53000", "AADSTS53003", "AADSTS530032"],
        },
        new("DeviceCodePending", FailureKind.Timeout,
            "Nobody has entered the device code yet.",
            "Start again, and enter the code in time: Invoke-OAuth2Authorization -Name {profile} -DeviceCode.")
        {
            Codes = ["AADSTS70016"],
            IsTransient = true,
        },
        new("DeviceCodeWrong", FailureKind.Authentication,
            "The device code is wrong.",
            "Start again: Invoke-OAuth2Authorization -Name {profile} -DeviceCode.")
        {
            Codes = ["AADSTS70018"],
        },
        new("DeviceCodeExpired", FailureKind.Timeout,
            "The device code was not entered in time.",
            "Start again: Invoke-OAuth2Authorization -Name {profile} -DeviceCode.")
        {
            Codes = ["AADSTS70019"],
        },
        new("ProviderUnavailable", FailureKind.Unavailable,
            "Microsoft Entra is having problems.",
            "It is tried again by itself when sending; otherwise try again later. https://status.cloud.microsoft")
        {
            Codes = ["AADSTS90033", "AADSTS90006", "AADSTS90024", "AADSTS50033"],
            IsTransient = true,
        },
    ];
}
