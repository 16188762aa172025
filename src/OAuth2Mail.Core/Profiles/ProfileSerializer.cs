using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Profiles;

/// <summary>
/// The stored form of a profile: versioned JSON, compressed, in base64url. Every vault keeps one line of ASCII without quotes
/// unchanged.
/// </summary>
internal static class ProfileSerializer
{
    /// <summary>The longest value, in characters: Azure Key Vault's limit of 25 KB, the smallest among the vaults.</summary>
    public const int MaximumLength = 25_000;

    // Far more than 25 KB of our JSON ever expands to; a damaged or malicious value cannot fill the memory.
    private const int MaximumJsonLength = 1024 * 1024;

    /// <summary>The profile's stored form, however long.</summary>
    public static string Serialize(StoredProfile profile)
    {
        using var buffer = new MemoryStream();
        using (var deflate = new DeflateStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, profile, ProfileJsonContext.Default.StoredProfile);
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }

    /// <summary>The profile's stored form, for a vault.</summary>
    /// <exception cref="OAuth2MailException">It is longer than vaults allow.</exception>
    public static string SerializeForVault(StoredProfile profile)
    {
        string value = Serialize(profile);
        return value.Length <= MaximumLength ? value : throw new OAuth2MailException(
            "ProfileTooLarge",
            FailureKind.LimitExceeded,
            string.Format(
                CultureInfo.InvariantCulture,
                "Profile '{0}' takes {1:N0} characters; a vault holds {2:N0} (Azure Key Vault's limit of 25 KB).",
                profile.Name, value.Length, MaximumLength),
            "Use a smaller certificate chain or key, or fewer extra parameters.");
    }

    /// <param name="value">What the vault holds.</param>
    /// <param name="location">Where it came from, for the error message.</param>
    /// <exception cref="OAuth2MailException">The value is not a profile, or one of a newer version.</exception>
    public static StoredProfile Deserialize(string value, ProfileLocation location)
    {
        StoredProfile? profile;
        try
        {
            byte[] json = Inflate(Base64Url.DecodeFromChars(value.Trim()));
            Check(json, location);
            profile = Read(json);
        }
        catch (Exception e) when (e is FormatException or InvalidDataException or JsonException or NotSupportedException
            // A duplicate name, when the members are read one by one; and half a surrogate pair, or bytes that are not UTF-8.
            or ArgumentException or InvalidOperationException)
        {
            // Not as inner exception: its message may quote the stored value.
            throw Damaged(location);
        }

        if (profile is null || !IsSound(profile))
        {
            throw Damaged(location);
        }

        Redaction.Keep(
            profile.CopyKey,
            profile.Secrets.ClientSecret,
            profile.Secrets.Password,
            profile.Secrets.PrivateKey,
            profile.Secrets.Certificate,
            profile.Proxy?.Password,
            profile.Tokens?.AccessToken,
            profile.Tokens?.RefreshToken,
            profile.Tokens?.Cache,
            profile.Pending?.CodeVerifier);
        return profile;
    }

    // The serializer accepts null for types that do not allow it, any number for an enumeration and any text for an address.
    // Such values, which no profile of ours has, would fail elsewhere, with unhelpful messages.
    private static bool IsSound(StoredProfile profile) =>
        profile is { Name: not null, UserName: not null, Smtp.Port: >= 0 and <= 65535 }
        && IsDefined(profile.Mode)
        && IsDefined(profile.Smtp.Security)
        && IsDefined(profile.Smtp.CertificateRevocation)
        && IsDefined(profile.OAuth.GrantType)
        && IsDefined(profile.OAuth.ClientAuthentication)
        && IsDefined(profile.OAuth.Cloud)
        && profile.OAuth.Scopes.All(scope => scope is not null)
        && new[] { profile.OAuth.AuthorizationParameters, profile.OAuth.TokenParameters, profile.OAuth.Claims }
            .All(parameters => parameters.Values.All(value => value is not null))
        && (profile.Proxy is null || profile.Proxy.Address is { IsAbsoluteUri: true })
        && new[]
            {
                profile.OAuth.Authority, profile.OAuth.AuthorizationEndpoint, profile.OAuth.TokenEndpoint,
                profile.OAuth.DeviceAuthorizationEndpoint, profile.OAuth.RevocationEndpoint, profile.OAuth.RedirectUri,
            }
            .All(address => address is null or { IsAbsoluteUri: true });

    private static bool IsDefined<T>(T value)
        where T : struct, Enum =>
#if NET
        Enum.IsDefined(value);
#else
        Enum.IsDefined(typeof(T), value);
#endif

    // Tokens that cannot be read are dropped: consent can be given again, but the settings and secrets beside them would be lost.
    private static StoredProfile? Read(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ProfileJsonContext.Default.StoredProfile);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            if (JsonNode.Parse(json) is not JsonObject profile || !(profile.Remove("tokens") | profile.Remove("pending")))
            {
                throw;
            }

            return profile.Deserialize(ProfileJsonContext.Default.StoredProfile);
        }
    }

    private static byte[] Inflate(byte[] compressed)
    {
        using var inflate = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var json = new MemoryStream();
        byte[] chunk = new byte[8192];
        int read;
        while ((read = inflate.Read(chunk, 0, chunk.Length)) > 0)
        {
            json.Write(chunk, 0, read);
            if (json.Length > MaximumJsonLength)
            {
                throw new InvalidDataException("The value expands to more than a profile can hold.");
            }
        }

        return json.ToArray();
    }

    private static void Check(byte[] json, ProfileLocation location)
    {
        using var document = JsonDocument.Parse(json);
        RefuseUnwritable(document);
        RefuseNewerVersion(document, location);
    }

    // What is no text could be read, as a field that this version does not know, but never written again.
    private static void RefuseUnwritable(JsonDocument document)
    {
        using var writer = new Utf8JsonWriter(Stream.Null);
        document.WriteTo(writer);
    }

    private static void RefuseNewerVersion(JsonDocument document, ProfileLocation location)
    {
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("version", out JsonElement version)
            && version.ValueKind == JsonValueKind.Number
            && version.TryGetInt32(out int number)
            && number > StoredProfile.CurrentVersion)
        {
            throw new OAuth2MailException(
                "ProfileVersionUnknown",
                FailureKind.InvalidData,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "Profile {0} was written by a newer OAuth2Mail (stored form {1}; this one reads up to {2}).",
                    location, number, StoredProfile.CurrentVersion),
                "Update the module: Update-PSResource OAuth2Mail.");
        }
    }

    private static OAuth2MailException Damaged(ProfileLocation location) => new(
        "ProfileDamaged",
        FailureKind.InvalidData,
        $"The secret of profile {location} was not written by OAuth2Mail, or it is damaged.",
        "Remove it with Remove-OAuth2MailProfile and create the profile again.");
}
