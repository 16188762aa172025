using System.Globalization;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tokens;

namespace OAuth2Mail.Checks;

/// <summary>Compares an access token with what the profile's mail server wants.</summary>
internal static class TokenCheck
{
    // The resource id of Office 365 Exchange Online, in every tenant.
    private const string ExchangeResource = "00000002-0000-0ff1-ce00-000000000000";

    private static readonly string[] s_exchangeHosts =
        ["outlook.office365.com", "outlook.office.com", "outlook.office365.us", "partner.outlook.cn"];

    /// <exception cref="OAuth2MailException">The mail server is sure to refuse it.</exception>
    public static Finding Run(StoredProfile profile, TokenSource source, DateTimeOffset now)
    {
        AdviceSubject subject = ProfileSubject.Of(profile);
        AccessTokenClaims? claims = AccessTokenClaims.Read(profile.Tokens!.AccessToken);
        string detail = Describe(profile, source, claims);
        if (claims?.ExpiresOn <= now)
        {
            throw Unfit(
                "AccessTokenExpired", $"The token says that it has expired. {detail}", "This machine's clock may be off: check it.");
        }

        if (subject.Service == MailService.Google && profile.Tokens.Scopes.Count > 0 && !profile.Tokens.Scopes.Contains(GoogleEndpoints.SmtpScope))
        {
            throw Unfit(
                "TokenScopeUnfit",
                $"The token lacks the scope {GoogleEndpoints.SmtpScope}. {detail}",
                $"Ask for it: Set-OAuth2MailProfile -Name {profile.Name} -Scope {GoogleEndpoints.SmtpScope}, then authorize again: "
                + $"Invoke-OAuth2Authorization -Name {profile.Name}.");
        }

        string? note = subject.Service == MailService.Microsoft && claims is not null ? OfExchange(profile, claims, subject, detail) : null;
        return ExpiryNotice.OfConsent(profile, now) is ExpiryNotice notice
            ? Finding.Warning($"{notice.Message} {detail}", $"{notice.Remedy} {note}".TrimEnd())
            : claims?.Tenant is string tenant && Guid.TryParse(profile.OAuth.TenantId, out _) && !Same(tenant, profile.OAuth.TenantId!)
                ? Finding.Warning(detail, $"The token is of the tenant {tenant}, but the profile of {profile.OAuth.TenantId}: check -TenantId.")
                : new Finding(detail, note);
    }

    private static string? OfExchange(StoredProfile profile, AccessTokenClaims claims, AdviceSubject subject, string detail)
    {
        if (claims.Audiences.Count > 0 && claims.Audiences.All(audience => IsOfAnother(audience, profile)))
        {
            throw Unfit(
                "TokenAudienceUnfit",
                $"The token is for '{string.Join(", ", claims.Audiences)}', which is not Exchange Online. {detail}",
                $"The scope must be {MicrosoftCloud.SmtpScopeOf(profile)}: Set-OAuth2MailProfile -Name {profile.Name} -Scope.");
        }

        string needed = MicrosoftCloud.SmtpPermissionOf(profile);
        if (profile.Mode != ProfileMode.ExchangeApplication)
        {
            return claims.Scopes.Count > 0 && !claims.Scopes.Any(scope => Same(scope.Substring(scope.LastIndexOf('/') + 1), needed))
                ? throw Unfit(
                    "TokenScopeUnfit", $"The token lacks the permission {needed}. {detail}", subject.Fill(
                        "Entra admin center > the app registration {clientId} > API permissions > Office 365 Exchange Online > "
                        + "{permission}; then authorize again: Invoke-OAuth2Authorization -Name {profile}."))
                : OfUser(profile, claims);
        }

        if (claims.Roles.Count > 0 && !claims.Roles.Any(role => Same(role, needed)))
        {
            throw Unfit("TokenScopeUnfit", $"The token lacks the role {needed}. {detail}", subject.Fill(
                "Entra admin center > the app registration {clientId} > API permissions > Office 365 Exchange Online > {permission}, then "
                + "Grant admin consent; or remove the other roles and grant it by App RBAC."));
        }

        // Both shapes are good: nothing here can tell what Exchange grants by itself.
        return claims.Roles.Count > 0 || MicrosoftCloud.IsHighVolume(profile.Smtp.Server) ? null : subject.Fill(
            "The token holds no role. That is right where App RBAC grants the access: a management role assignment 'Application "
            + "SMTP.SendAsApp' of {clientId} whose scope includes {mailbox}. Exchange Online PowerShell shows it: "
            + "Test-ServicePrincipalAuthorization -Identity {clientId} -Resource {mailbox}. Otherwise add {permission} to the app "
            + "registration and grant admin consent.");
    }

    // A shared mailbox is legitimate.
    private static string? OfUser(StoredProfile profile, AccessTokenClaims claims) =>
        claims.User is not string user || Same(user, profile.UserName) ? null
        : $"The token is that of '{user}': it needs Full Access (Add-MailboxPermission) or Send As to '{profile.UserName}'.";

    private static string Describe(StoredProfile profile, TokenSource source, AccessTokenClaims? claims)
    {
        DateTimeOffset end = claims?.ExpiresOn ?? profile.Tokens!.ExpiresOn;
        IReadOnlyList<string> scopes = claims?.Scopes.Count > 0 ? claims.Scopes : claims is null ? profile.Tokens!.Scopes : [];
        string?[] parts =
        [
            source == TokenSource.Vault ? "Stored" : "Obtained just now",
            string.Format(CultureInfo.CurrentCulture, "valid until {0:g}", end.LocalDateTime),
            claims?.Audiences.Count > 0 ? $"audience {string.Join(" ", claims.Audiences)}" : null,
            scopes.Count > 0 ? $"scope {string.Join(" ", scopes)}" : null,
            claims?.Roles.Count > 0 ? $"roles {string.Join(" ", claims.Roles)}" : null,
            (claims?.User ?? profile.Tokens!.Account) is string user ? $"user {user}" : null,
            claims?.Tenant is string tenant ? $"tenant {tenant}" : null,
        ];
        return string.Join(", ", parts.OfType<string>()) + ".";
    }

    // An address or an id that is not one of Exchange's, nor of the scope that the profile asks for. What is neither tells nothing.
    private static bool IsOfAnother(string audience, StoredProfile profile) =>
        Uri.TryCreate(audience, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            ? !s_exchangeHosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase) && !profile.OAuth.Scopes.Any(
                scope => Uri.TryCreate(scope, UriKind.Absolute, out Uri? asked) && Same(asked.Host, address.Host))
            : Guid.TryParse(audience, out _) && !Same(audience, ExchangeResource);

    private static OAuth2MailException Unfit(string errorId, string message, string advice) =>
        new(errorId, FailureKind.PermissionDenied, message, advice);

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
