using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>The secrets by which a profile proves its identity. Never shown, not even by <see cref="ToString"/>.</summary>
internal sealed record ProfileSecrets
{
    public string? ClientSecret { get; init; }

    /// <summary>When the provider stops accepting the client secret or certificate.</summary>
    public DateTimeOffset? ExpiresOn { get; init; }

    /// <summary>The resource owner's password (RFC 6749 §4.3).</summary>
    public string? Password { get; init; }

    /// <summary>The client's private key: PKCS#8 (RFC 5958) in base64, not encrypted by itself.</summary>
    public string? PrivateKey { get; init; }

    /// <summary>The client's certificate with its private key: PKCS#12 without a password, in base64.</summary>
    public string? Certificate { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public override string ToString() => nameof(ProfileSecrets);
}
