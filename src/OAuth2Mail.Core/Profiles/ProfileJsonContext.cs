using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>Generated serialization: no reflection at run time, and a quick first use.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredProfile))]
[JsonSerializable(typeof(TokenSet))]
internal sealed partial class ProfileJsonContext : JsonSerializerContext;
