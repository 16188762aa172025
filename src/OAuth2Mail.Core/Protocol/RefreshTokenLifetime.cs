using System.Text.Json;

namespace OAuth2Mail.Protocol;

/// <summary>How long a refresh token lives, if the token endpoint reports it.</summary>
/// <remarks>
/// It is not in RFC 6749. Google reports <c>refresh_token_expires_in</c> if consent is for a limited time (apps in Testing:
/// seven days), as GitHub and others do; Keycloak reports <c>refresh_expires_in</c>, with 0 for no expiry.
/// </remarks>
internal static class RefreshTokenLifetime
{
    // More is as good as forever, and might not fit a date.
    private const long MaximumSeconds = 50L * 365 * 24 * 3600;

    private static readonly string[] s_names = ["refresh_token_expires_in", "refresh_expires_in"];

    /// <param name="answer">The token endpoint's answer.</param>
    /// <returns>The refresh token's lifetime; null if the answer does not report it.</returns>
    public static TimeSpan? In(JsonElement? answer)
    {
        if (answer is not { ValueKind: JsonValueKind.Object } json)
        {
            return null;
        }

        foreach (string name in s_names)
        {
            if (json.TryMember(name, out JsonElement element)
                && element.ValueKind == JsonValueKind.Number
                && element.TryGetInt64(out long seconds)
                && seconds is > 0 and <= MaximumSeconds)
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }
}
