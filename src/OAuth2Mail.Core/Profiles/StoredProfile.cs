using System.Text.Json;
using System.Text.Json.Serialization;

namespace OAuth2Mail.Profiles;

/// <summary>
/// A profile as it is stored: settings, secrets and tokens in one value. Fields that this version does not know are
/// kept (<see cref="Unknown"/>), so that an older module does not destroy what a newer one wrote.
/// </summary>
internal sealed record StoredProfile
{
    /// <summary>The version of the stored form that this code writes, and the newest that it reads.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The version that the profile was read in. Every write makes it the current one.</summary>
    public int Version { get => field == 0 ? 1 : field; init; } = CurrentVersion;

    /// <summary>How many times the profile was written: of two copies the one with the higher number is newer.</summary>
    public long Generation { get; init; }

    /// <summary>
    /// The key that opens this machine's copy of the profile: 64 random bytes in base64. A profile gets it when it is created;
    /// one of version 1, with its first write.
    /// </summary>
    public string? CopyKey { get; init; }

    public required string Name { get; init; }

    // The first mode is the type's default value, which is otherwise left out.
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required ProfileMode Mode { get; init; }

    /// <summary>The mailbox: the user in SASL.</summary>
    public required string UserName { get; init; }

    /// <summary>The default sender where it differs from <see cref="UserName"/>.</summary>
    public string? From { get; init; }

    // The generated reader sets what it does not find to null: the defaults stand in the getters.
    public SmtpSettings Smtp { get => field ?? new(); init; }

    public OAuthSettings OAuth { get => field ?? new(); init; }

    public ProxySettings? Proxy { get; init; }

    public ProfileSecrets Secrets { get => field ?? new(); init; }

    public TokenSet? Tokens { get; init; }

    public PendingAuthorization? Pending { get; init; }

    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }

    /// <summary>Whether tokens of this profile are good for another one: the same client, server, user and scope.</summary>
    public bool SharesConsentWith(StoredProfile other) =>
        string.Equals(UserName, other.UserName, StringComparison.OrdinalIgnoreCase)
        && OAuth.GrantType == other.OAuth.GrantType
        && OAuth.ClientId == other.OAuth.ClientId
        && OAuth.ManagedIdentity == other.OAuth.ManagedIdentity
        && OAuth.TokenEndpoint == other.OAuth.TokenEndpoint
        && OAuth.TenantId == other.OAuth.TenantId
        && OAuth.Cloud == other.OAuth.Cloud
        && OAuth.Authority == other.OAuth.Authority
        && OAuth.ResourceOwner == other.OAuth.ResourceOwner
        && OAuth.Subject == other.OAuth.Subject
        && OAuth.Scopes.OrderBy(s => s, StringComparer.Ordinal)
            .SequenceEqual(other.OAuth.Scopes.OrderBy(s => s, StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>The profile's name alone: everything else might be secret.</summary>
    public override string ToString() => Name;
}
