using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>What a profile proves itself with. Never shown, not even by <see cref="ToString"/>.</summary>
internal sealed record ProfileSecrets
{
    public string? ClientSecret { get; init; }

    /// <summary>When the provider stops accepting the client secret or certificate.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The resource owner's password (RFC 6749 §4.3).</summary>
    public string? Password { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public override string ToString() => nameof(ProfileSecrets);
}
