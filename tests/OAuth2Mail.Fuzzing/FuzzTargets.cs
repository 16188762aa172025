using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using OAuth2Mail.Authorization;
using OAuth2Mail.Delivery;
using OAuth2Mail.Editing;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Fuzzing;

/// <summary>All parsers of ours that read what others wrote.</summary>
public static class FuzzTargets
{
    private const string Issuer = "https://login.contoso.test";

    // Made when it is needed: what is instrumented cannot run before the fuzzer does.
    private static readonly Lazy<ProfileLocation> s_location = new(() => new ProfileLocation(ProfileName.Parse("reports"), "Vault"));

    private static readonly string s_copyKey = Convert.ToBase64String(new byte[64]);

    /// <summary>Each of them.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("stored-profile", input => ProfileSerializer.Deserialize(Encoding.ASCII.GetString(input), s_location.Value)),
        new("profile-json", input => ReadProfile(input)),
        new("sealed-copy", input => SealedProfile.TryOpen(Encoding.ASCII.GetString(input), s_copyKey, s_location.Value)),
        new("redirect-request", ReadRequest),
        new("redirect-response", input => AuthorizationResponse.Parse(Encoding.UTF8.GetString(input))),
        new("discovery", ReadDiscovery),
        new("token-answer", ReadTokenAnswer),
        new("oauth-error", ReadError),
        new("access-token", ReadTokens),
        new("google-client", input => GoogleKeyFile.ReadClient(Encoding.UTF8.GetString(input))),
        new("google-account", input => GoogleKeyFile.ReadServiceAccount(Encoding.UTF8.GetString(input))),
        new("private-key", input => ClientKey.FromPrivateKey(Encoding.UTF8.GetString(input), password: null)),
        new("certificate-file", input => ClientKey.FromCertificateFile(input, password: null)),
        new("mail-certificate", input => CertificateFile.Read(input, "reader.cer")),
        new("mail-address", input => MailAddress.ParseAll([Encoding.UTF8.GetString(input)], "-To")),
        new("journal", ReadJournal),
        new("sasl-challenge", input => SaslRefusal.Read(input, 0, input.Length)),
    ];

    /// <summary>The target of a name.</summary>
    public static FuzzTarget Named(string name) => All.Single(target => target.Name == name);

    // In the stored form, which mutations would only break.
    private static void ReadProfile(byte[] json)
    {
        using var stored = new MemoryStream();
        using (var deflate = new DeflateStream(stored, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(json);
        }

        StoredProfile profile = ProfileSerializer.Deserialize(Base64Url.EncodeToString(stored.ToArray()), s_location.Value);
        _ = new MailProfile(profile, "Vault", requiresConsent: false);
        ProfileSerializer.Serialize(profile);
    }

    // Streams in memory: nothing waits.
    private static void ReadRequest(byte[] input)
    {
        using var stream = new MemoryStream(input);
        LoopbackRequest? request = LoopbackRequest.ReadAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
        if (request is not null)
        {
            AuthorizationResponse.Parse(request.Parameters);
        }
    }

    private static void ReadDiscovery(byte[] input)
    {
        if (JsonMembers.ObjectIn(input) is JsonElement document)
        {
            AuthorizationServerDiscovery.Complete(new OAuthSettings { Issuer = Issuer }, document);
        }
    }

    private static void ReadTokenAnswer(byte[] input) =>
        TokenAnswer.Of("login.contoso.test", input, JsonMembers.ObjectIn(input), DateTimeOffset.UnixEpoch);

    private static void ReadError(byte[] input)
    {
        if (JsonMembers.ObjectIn(input) is JsonElement json)
        {
            OAuthErrorContent.From(json).Dispose();
        }
    }

    private static void ReadTokens(byte[] input)
    {
        string token = Encoding.UTF8.GetString(input);
        AccessTokenClaims.Read(token);
        IdentityToken.ReadAccount(token);
    }

    private static void ReadJournal(byte[] input)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.jsonl");
        File.WriteAllBytes(path, input);
        try
        {
            SendJournal.OpenAsync(path, isReadOnly: true, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult().Dispose();
        }
        finally
        {
            File.Delete(path);
        }
    }
}
