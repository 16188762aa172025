using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>The submission server of a profile and how it is trusted.</summary>
internal sealed record SmtpSettings
{
    public string Server { get => field ?? ""; init; }

    public int Port { get; init; }

    public SmtpSecurity Security { get; init; }

    public CertificateRevocation CertificateRevocation { get; init; }

    /// <summary>SHA-256 (or SHA-1) fingerprint of the one certificate that is accepted, in hexadecimal digits.</summary>
    public string? CertificateThumbprint { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
