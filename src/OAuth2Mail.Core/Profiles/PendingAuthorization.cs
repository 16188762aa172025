using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>
/// An authorization request that waits for its response. Kept in the profile for ten minutes, so that the response
/// may be given in another process. Never shown as a whole: the verifier is a secret.
/// </summary>
internal sealed record PendingAuthorization
{
    /// <summary>How long to wait for a response.</summary>
    public static TimeSpan Lifetime => TimeSpan.FromMinutes(10);

    /// <summary>The address that the person opens.</summary>
    public required Uri AuthorizationUri { get; init; }

    public required Uri RedirectUri { get; init; }

    public required string State { get; init; }

    /// <summary>The PKCE code verifier (RFC 7636 §4.1).</summary>
    public required string CodeVerifier { get; init; }

    public required DateTimeOffset CreatedOn { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public override string ToString() => nameof(PendingAuthorization);
}
