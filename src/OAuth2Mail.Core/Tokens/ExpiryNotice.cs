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
    public static IReadOnlyList<ExpiryNotice> For(StoredProfile profile, DateTimeOffset now)
    {
        var notices = new List<ExpiryNotice>();
        bool isCertificate = profile.Secrets.Certificate is not null || profile.OAuth.CertificateThumbprint is not null;
        if (profile.Secrets.ExpiresOn is DateTimeOffset secretEnd && secretEnd - now <= Horizon)
        {
            notices.Add(new ExpiryNotice(
                $"The client {(isCertificate ? "certificate" : "secret")} of profile '{profile.Name}' {Ends(secretEnd, now)}.",
                isCertificate
                    ? $"Set-OAuth2MailProfile -Name {profile.Name} -CertificateFile <file>"
                    : $"Set-OAuth2MailProfile -Name {profile.Name} -ClientSecret (Read-Host -AsSecureString) -ClientSecretExpires <date>"));
        }

        if (profile.Tokens is { IsRenewedByUse: false, RefreshTokenExpiresOn: DateTimeOffset consentEnd } && consentEnd - now <= Horizon)
        {
            notices.Add(new ExpiryNotice(
                $"The authorization of profile '{profile.Name}' {Ends(consentEnd, now)}.",
                $"Invoke-OAuth2Authorization -Name {profile.Name}"));
        }

        return notices;
    }

    private static string Ends(DateTimeOffset end, DateTimeOffset now)
    {
        string day = end.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        double days = Math.Floor((end - now).TotalDays);
        return days < 0 ? $"has expired (on {day})"
            : days < 1 ? $"expires within a day (on {day})"
            : string.Format(CultureInfo.InvariantCulture, "expires in {0} {1} (on {2})", days, days < 2 ? "day" : "days", day);
    }
}
