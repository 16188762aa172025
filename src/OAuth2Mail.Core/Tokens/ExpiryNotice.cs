using System.Globalization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Tokens;

/// <summary>A notice that something expires soon, or has expired, and cannot be renewed by a refresh.</summary>
/// <param name="Message">What expires, and when.</param>
/// <param name="Remedy">How to renew it.</param>
internal sealed record ExpiryNotice(string Message, string Remedy)
{
    /// <summary>How long before the expiry a notice is given.</summary>
    public static TimeSpan Horizon => TimeSpan.FromDays(30);

    /// <summary>The notices for a profile: about its client secret or certificate, and its authorization.</summary>
    public static IReadOnlyList<ExpiryNotice> For(StoredProfile profile, DateTimeOffset now) =>
        [.. new[] { OfCredential(profile, now), OfConsent(profile, now) }.OfType<ExpiryNotice>()];

    /// <summary>The notice about the client secret or certificate; null while there is time.</summary>
    public static ExpiryNotice? OfCredential(StoredProfile profile, DateTimeOffset now)
    {
        if (profile.Secrets.ExpiresOn is not DateTimeOffset end || end - now > Horizon)
        {
            return null;
        }

        bool isCertificate = profile.Secrets.Certificate is not null || profile.OAuth.CertificateThumbprint is not null;
        return new ExpiryNotice(
            $"The client {(isCertificate ? "certificate" : "secret")} of profile '{profile.Name}' {Ends(end, now)}.",
            isCertificate
                ? $"Set-OAuth2MailProfile -Name {profile.Name} -CertificateFile <file>"
                : $"Set-OAuth2MailProfile -Name {profile.Name} -ClientSecret (Read-Host -AsSecureString) -ClientSecretExpires <date>");
    }

    /// <summary>The notice about the authorization, if use alone does not renew it; null while there is time.</summary>
    public static ExpiryNotice? OfConsent(StoredProfile profile, DateTimeOffset now) =>
        profile.Tokens is { IsRenewedByUse: false, RefreshTokenExpiresOn: DateTimeOffset end } && end - now <= Horizon
            ? new ExpiryNotice(
                $"The authorization of profile '{profile.Name}' {Ends(end, now)}.", $"Invoke-OAuth2Authorization -Name {profile.Name}")
            : null;

    private static string Ends(DateTimeOffset end, DateTimeOffset now)
    {
        string day = end.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        double days = Math.Floor((end - now).TotalDays);
        return days < 0 ? $"has expired (on {day})"
            : days < 1 ? $"expires within a day (on {day})"
            : string.Format(CultureInfo.InvariantCulture, "expires in {0} {1} (on {2})", days, days < 2 ? "day" : "days", day);
    }
}
