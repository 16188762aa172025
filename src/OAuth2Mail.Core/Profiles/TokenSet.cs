using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>What the token endpoint gave (RFC 6749 §5.1). Never shown, not even by <see cref="ToString"/>.</summary>
internal sealed record TokenSet
{
    /// <summary>Empty if what is stored is not a token: it meets no demand, and a refresh replaces it.</summary>
    public string AccessToken { get => field ?? ""; init; }

    public string? RefreshToken { get; init; }

    /// <summary>When the refresh token expires, if the provider reports or documents it.</summary>
    public DateTimeOffset? RefreshTokenExpiresOn { get; init; }

    /// <summary>Whether the last refresh extended that time.</summary>
    public bool IsRenewedByUse { get; init; }

    /// <summary>When the token was received, by this machine's clock.</summary>
    public DateTimeOffset ObtainedOn { get; init; }

    public DateTimeOffset ExpiresOn { get; init; }

    public IReadOnlyList<string> Scopes { get => field ?? []; init; }

    /// <summary>The account that consented, if the provider reported it.</summary>
    public string? Account { get; init; }

    /// <summary>MSAL's serialized cache in base64: it holds the refresh token of Microsoft modes.</summary>
    public string? Cache { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public override string ToString() => nameof(TokenSet);
}
