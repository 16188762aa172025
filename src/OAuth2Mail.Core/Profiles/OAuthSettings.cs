using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>What a profile knows of its authorization server and of itself as a client. Holds no secret.</summary>
internal sealed record OAuthSettings
{
    public GrantType GrantType { get; init; }

    public string? ClientId { get; init; }

    public ClientAuthentication ClientAuthentication { get; init; }

    /// <summary>The Entra tenant, as id or domain, or <c>common</c>, <c>organizations</c>, <c>consumers</c>.</summary>
    public string? TenantId { get; init; }

    public AzureCloud Cloud { get; init; }

    /// <summary>An Entra authority in place of the cloud's and the tenant's.</summary>
    public Uri? Authority { get; init; }

    /// <summary>The token comes from the managed identity of the machine (the client id chooses a user-assigned one).</summary>
    public bool ManagedIdentity { get; init; }

    /// <summary>A file with another issuer's token, by which the client proves its identity; read again on each use.</summary>
    public string? FederatedTokenFile { get; init; }

    /// <summary>The issuer identifier (RFC 8414), where the endpoints were discovered or the user gave it.</summary>
    public string? Issuer { get; init; }

    /// <summary>The server always names itself in authorization responses (RFC 9207): one without <c>iss</c> is refused.</summary>
    public bool IssuerInResponse { get; init; }

    public Uri? AuthorizationEndpoint { get; init; }

    public Uri? TokenEndpoint { get; init; }

    public Uri? DeviceAuthorizationEndpoint { get; init; }

    public Uri? RevocationEndpoint { get; init; }

    /// <summary>The redirect URI that is registered at the provider; null where any loopback port will do.</summary>
    public Uri? RedirectUri { get; init; }

    /// <summary>Whose password it is (RFC 6749 §4.3); null where it is the mailbox's own.</summary>
    public string? ResourceOwner { get; init; }

    public IReadOnlyList<string> Scopes { get => field ?? []; init; }

    /// <summary>Extra parameters of the authorization request; an empty <c>prompt</c> leaves that parameter out.</summary>
    public IReadOnlyDictionary<string, string> AuthorizationParameters { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>Extra parameters of every token request.</summary>
    public IReadOnlyDictionary<string, string> TokenParameters { get => field ?? new Dictionary<string, string>(); init; }

    /// <summary>The SHA-1 thumbprint of a certificate in this machine's or user's store, where its key cannot leave.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The JWS algorithm of assertions (RFC 7518 §3.1); null for the key's usual one.</summary>
    public string? SigningAlgorithm { get; init; }

    /// <summary>The <c>kid</c> header of assertions.</summary>
    public string? PrivateKeyId { get; init; }

    /// <summary>The <c>aud</c> claim of assertions; null for the token endpoint.</summary>
    public string? Audience { get; init; }

    /// <summary>The <c>sub</c> claim of assertions; null for the client id, or with grant type JwtBearer the mailbox.</summary>
    public string? Subject { get; init; }

    /// <summary>Extra claims of assertions.</summary>
    public IReadOnlyDictionary<string, string> Claims { get => field ?? new Dictionary<string, string>(); init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}
