using System.Globalization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Authorization;

/// <summary>Why there was no consent, other than a refusal by the provider.</summary>
internal static class AuthorizationFailure
{
    /// <summary>Nobody answered.</summary>
    public static OAuth2MailException OfTimeout(TimeSpan patience, string advice) => new(
        "AuthorizationTimeout",
        FailureKind.Timeout,
        string.Format(CultureInfo.InvariantCulture, "Consent was not given within {0:N0} seconds.", patience.TotalSeconds),
        advice);

    /// <summary>Nobody is present who could answer.</summary>
    public static OAuth2MailException OfUnattendedSession(StoredProfile profile) => new(
        "InteractionRequired",
        FailureKind.Unavailable,
        $"Profile '{profile.Name}' needs a person's consent, but this session has neither a browser nor anybody to open one.",
        $"Consent once in an interactive session: Invoke-OAuth2Authorization -Name {profile.Name}. If that has no browser "
        + "either, use -Manual or -DeviceCode with a browser on any machine.");

    /// <summary>A response was given, but nothing is waiting for it.</summary>
    public static OAuth2MailException OfMissingStart(StoredProfile profile, bool isExpired) => new(
        isExpired ? "AuthorizationExpired" : "AuthorizationNotStarted",
        FailureKind.InvalidArgument,
        isExpired
            ? $"The authorization of profile '{profile.Name}' was started more than ten minutes ago."
            : $"No authorization of profile '{profile.Name}' is waiting for a response.",
        $"Start with Invoke-OAuth2Authorization -Name {profile.Name} -Manual");
}
