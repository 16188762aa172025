using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>The HTTP proxy through which the provider and the SMTP server are reached (CONNECT for SMTP).</summary>
internal sealed record ProxySettings
{
    public required Uri Address { get; init; }

    public string? UserName { get; init; }

    public string? Password { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    public override string ToString() => Address.ToString();
}
