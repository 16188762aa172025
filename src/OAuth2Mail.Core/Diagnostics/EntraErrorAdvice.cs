namespace OAuth2Mail.Diagnostics;

/// <summary>The AADSTS codes that administrators encounter, and how to fix them.</summary>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/reference-error-codes</remarks>
internal static class EntraErrorAdvice
{
    /// <returns>The advice; null where the code is not known.</returns>
    public static EntraAdvice? For(int code, string profileName) => code switch
    {
        50076 or 50079 or 50072 or 50074 or 50158 => new(
            "MfaRequired", FailureKind.Authentication,
            "The account requires a second factor, which a stored password cannot provide. Use -Exchange (a person consents "
            + "once) or -ExchangeApplication (the application itself)."),
        50126 => new("PasswordWrong", FailureKind.Authentication, "User name or password is wrong."),
        50034 => new("UserUnknown", FailureKind.Authentication, "The tenant has no such user: check -UserName and -TenantId."),
        50053 => new("AccountLocked", FailureKind.Authentication, "The account is locked after too many attempts: wait, or unlock it."),
        50055 => new("PasswordExpired", FailureKind.Authentication, "The password has expired: change it, and store it with Set-OAuth2MailProfile -Credential."),
        50057 => new("AccountDisabled", FailureKind.Authentication, "The account is disabled: enable it in the Entra admin center > Users."),
        9001023 or 50194 => new(
            "TenantNotSupported", FailureKind.InvalidArgument, "Give the tenant's id or domain with -TenantId instead of 'common'."),
        65001 or 65004 or 90094 or 65005 or 650057 => new(
            "ConsentMissing", FailureKind.PermissionDenied,
            "The permission is missing or was not consented to: app registration > API permissions > Add > APIs my "
            + "organization uses > Office 365 Exchange Online > SMTP.Send (delegated) or SMTP.SendAsApp (application), then "
            + "Grant admin consent. If that was done and the page still asks for an administrator, leave out the consent "
            + $"prompt: Set-OAuth2MailProfile -Name {profileName} -AuthorizationParameter @{{ prompt = '' }}"),
        500011 or 70011 or 28000 or 700022 => new(
            "ScopeRefused", FailureKind.InvalidArgument,
            "The scope is for another resource, or for two at once: it must be https://outlook.office.com/SMTP.Send."),
        700016 => new("ClientUnknown", FailureKind.Authentication, "The tenant has no application with this client id: check -ClientId and -TenantId."),
        90002 => new("TenantUnknown", FailureKind.Authentication, "There is no such tenant: check -TenantId."),
        7000215 => new(
            "ClientSecretWrong", FailureKind.Authentication,
            "The secret is wrong. The secret's Value is needed, not its Secret ID: app registration > Certificates & secrets. "
            + $"Make a new one and store it: Set-OAuth2MailProfile -Name {profileName} -ClientSecret (Read-Host -AsSecureString)"),
        7000222 => new(
            "ClientSecretExpired", FailureKind.Authentication,
            "The secret has expired: app registration > Certificates & secrets > New client secret, then "
            + $"Set-OAuth2MailProfile -Name {profileName} -ClientSecret (Read-Host -AsSecureString)"),
        7000218 => new(
            "PublicClientNotAllowed", FailureKind.PermissionDenied,
            "Allow public client flows: app registration > Authentication > Allow public client flows > Yes; or give -ClientSecret."),
        700025 => new(
            "ClientSecretNotAllowed", FailureKind.InvalidArgument,
            "The application is registered as a public client: leave -ClientSecret out, or register the redirect URI under Web."),
        700027 or 50012 => new(
            "ClientCertificateRefused", FailureKind.Authentication,
            "The certificate is not registered (app registration > Certificates & secrets > Certificates), has expired, or "
            + "this machine's clock is off."),
        50011 => new(
            "RedirectUriNotRegistered", FailureKind.InvalidArgument,
            "Register the redirect URI: app registration > Authentication > Add a platform > Mobile and desktop applications "
            + "> http://localhost, or give a registered one with -RedirectUri."),
        70008 or 700082 or 700084 or 70043 or 50173 or 50132 or 50133 => new(
            "TokenGrantRefused", FailureKind.Authentication,
            $"The authorization has ended. Authorize again: Invoke-OAuth2Authorization -Name {profileName}"),
        54005 => new(
            "AuthorizationCodeUsed", FailureKind.Authentication,
            $"The code was used already. Start again: Invoke-OAuth2Authorization -Name {profileName}"),
        53000 or 53003 or 530032 => new(
            "ConditionalAccessBlocked", FailureKind.PermissionDenied,
            "A Conditional Access policy blocks the sign-in (see Entra admin center > Sign-in logs): exempt the account or the application."),
        70018 => new("DeviceCodeWrong", FailureKind.Authentication, "The device code is wrong. Start again."),
        70019 => new("DeviceCodeExpired", FailureKind.Timeout, "The code was not entered in time. Start again."),
        90033 or 90006 or 90024 or 50033 => new(
            "ProviderUnavailable", FailureKind.Unavailable, "Microsoft Entra is having problems: try again later."),
        _ => null,
    };
}
