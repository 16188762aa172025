using System.Globalization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Authorization;

/// <summary>Why consent did not come about, where it was not the provider that refused.</summary>
internal static class AuthorizationFailure
{
    /// <summary>Nobody answered.</summary>
    public static OAuth2MailException OfTimeout(TimeSpan patience, string advice) => new(
        "AuthorizationTimeout",
        FailureKind.Timeout,
        string.Format(CultureInfo.InvariantCulture, "No consent came within {0:N0} seconds.", patience.TotalSeconds),
        advice);

    /// <summary>Nobody is there who could.</summary>
    public static OAuth2MailException OfUnattendedSession(StoredProfile profile) => new(
        "InteractionRequired",
        FailureKind.Unavailable,
        $"Profile '{profile.Name}' needs a person's consent, and this session has neither a browser nor anybody to open one.",
        $"Consent once in a session of your own: Invoke-OAuth2Authorization -Name {profile.Name}. Where that has no browser "
        + "either, -Manual and -DeviceCode let any machine's do.");

    /// <summary>A response came, and nothing waits for it.</summary>
    public static OAuth2MailException OfMissingStart(StoredProfile profile, bool isExpired) => new(
        isExpired ? "AuthorizationExpired" : "AuthorizationNotStarted",
        FailureKind.InvalidArgument,
        isExpired
            ? $"The authorization of profile '{profile.Name}' was started more than ten minutes ago."
            : $"No authorization of profile '{profile.Name}' waits for a response.",
        $"Start with Invoke-OAuth2Authorization -Name {profile.Name} -Manual");
}
