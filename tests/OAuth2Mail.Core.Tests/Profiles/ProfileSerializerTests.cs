using System.Buffers.Text;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using OAuth2Mail.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

public sealed class ProfileSerializerTests
{
    private static readonly ProfileLocation s_location = new(ProfileName.Parse("reports"), "vault");

    [Fact]
    public void Everything_survives_the_round_trip()
    {
        var value = ProfileSerializer.Serialize(SampleProfile.Full);

        var back = ProfileSerializer.Deserialize(value, s_location);

        Assert.Equivalent(SampleProfile.Full, back, strict: true);
        Assert.Equal(SampleProfile.Full.Tokens!.ObtainedOn, back.Tokens!.ObtainedOn);
        Assert.Equal(value, ProfileSerializer.Serialize(back));
    }

    public static TheoryData<ProfileMode> Modes => [.. Enum.GetValues<ProfileMode>()];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Profile_of_every_mode_survives_the_round_trip(ProfileMode mode)
    {
        var profile = new StoredProfile { Name = "small", Mode = mode, UserName = "alex@contoso.test" };

        var back = ProfileSerializer.Deserialize(ProfileSerializer.Serialize(profile), s_location);

        Assert.Equal(mode, back.Mode);
        Assert.Equivalent(profile, back);
    }

    [Fact]
    public void Stored_form_is_ASCII_without_quotes_and_is_versioned()
    {
        var value = ProfileSerializer.Serialize(SampleProfile.Full);

        Assert.Matches("^[A-Za-z0-9_-]+$", value);
        Assert.Equal(2, (int)ToJson(value)["version"]!);
    }

    [Fact]
    public void Fields_of_a_newer_module_are_kept_at_every_level()
    {
        var json = ToJson(ProfileSerializer.Serialize(SampleProfile.Full));
        string[] levels = ["smtp", "oAuth", "proxy", "secrets", "tokens", "pending"];
        json["futureField"] = "kept";
        foreach (var level in levels)
        {
            json[level]!["futureField"] = new JsonObject { ["deep"] = level };
        }

        var read = ProfileSerializer.Deserialize(ToValue(json), s_location);
        var written = ToJson(ProfileSerializer.Serialize(read with { UserName = "pat@contoso.test" }));

        Assert.Equal("pat@contoso.test", (string?)written["userName"]);
        Assert.Equal("kept", (string?)written["futureField"]);
        Assert.All(levels, level => Assert.Equal(level, (string?)written[level]!["futureField"]!["deep"]));
    }

    [Fact]
    public void Newer_version_is_refused_and_not_called_damaged()
    {
        var json = ToJson(ProfileSerializer.Serialize(SampleProfile.Full));
        json["version"] = StoredProfile.CurrentVersion + 1;
        // A newer form may look different: that must not hide what is wrong.
        json["mode"] = "SomethingNew";
        json["smtp"] = "elsewhere";

        var refusal = Refused(ToValue(json));

        Assert.Equal("ProfileVersionUnknown", refusal.ErrorId);
        Assert.Contains("Update", refusal.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("hunter2, a password that somebody keeps here")]
    [InlineData("AAAA")]
    [InlineData("{\"version\":1}")]
    public void Foreign_value_is_refused_without_quoting_it(string value)
    {
        var refusal = Refused(value);

        Assert.Equal("ProfileDamaged", refusal.ErrorId);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains("'reports'", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}")]
    [InlineData("""{"version":"1","name":"x","mode":"Gmail","userName":"a@b.test"}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Nonsense","userName":"a@b.test"}""")]
    [InlineData("""{"version":1,"name":null,"mode":"Gmail","userName":"a@b.test"}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":null}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","smtp":{"port":"hunter2"}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","smtp":{"port":65536}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","smtp":{"port":-1}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","smtp":{"security":7}}""")]
    [InlineData("""{"version":1,"name":"x","name":"hunter2","mode":"Gmail","userName":"a@b.test","tokens":7}""")]
    [InlineData("""{"version":1,"name":"x","mode":99,"userName":"a@b.test"}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","oAuth":{"grantType":42}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","oAuth":{"scopes":["hunter2",null]}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","oAuth":{"claims":{"hunter2":null}}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","oAuth":{"tokenEndpoint":"hunter2"}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","oAuth":{"redirectUri":"/hunter2"}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","proxy":{"address":"hunter2"}}""")]
    [InlineData("""{"version":1,"name":"x","mode":"Gmail","userName":"a@b.test","proxy":{"address":null}}""")]
    public void JSON_that_is_no_profile_is_refused(string json)
    {
        var refusal = Refused(ToValue(Encoding.UTF8.GetBytes(json)));

        Assert.Equal("ProfileDamaged", refusal.ErrorId);
        Assert.DoesNotContain("hunter2", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"smtp":{},"oAuth":{},"secrets":{},"tokens":{}}""")]
    [InlineData("""{"smtp":null,"oAuth":null,"secrets":null}""")]
    [InlineData("""{"oAuth":{"scopes":null,"authorizationParameters":null,"tokenParameters":null,"claims":null},"tokens":{"scopes":null,"accessToken":null}}""")]
    public void Member_that_is_missing_or_null_has_its_default(string members)
    {
        var json = JsonNode.Parse(members)!.AsObject();
        json["name"] = "reports";
        json["mode"] = "Gmail";
        json["userName"] = "alex@contoso.test";

        var profile = ProfileSerializer.Deserialize(ToValue(json), s_location);

        Assert.Equal(1, profile.Version);
        Assert.Equal(0, profile.Generation);
        Assert.Equivalent(new SmtpSettings(), profile.Smtp, strict: true);
        Assert.Equivalent(new OAuthSettings(), profile.OAuth, strict: true);
        Assert.Equivalent(new ProfileSecrets(), profile.Secrets, strict: true);
        Assert.Empty(profile.OAuth.Scopes);
        Assert.Empty(profile.OAuth.AuthorizationParameters);
        Assert.Empty(profile.OAuth.TokenParameters);
        Assert.Empty(profile.OAuth.Claims);
        Assert.Empty(profile.Smtp.Server);
        Assert.Equal(json.ContainsKey("tokens") ? "" : null, profile.Tokens?.AccessToken);
        Assert.Empty(profile.Tokens?.Scopes ?? []);
    }

    [Theory]
    [InlineData("tokens", "[]")]
    [InlineData("tokens", """{"accessToken":7}""")]
    [InlineData("tokens", """{"accessToken":"hunter2","expiresOn":"soon"}""")]
    [InlineData("pending", """{"state":"hunter2"}""")]
    public void Tokens_that_cannot_be_read_cost_the_consent_and_not_the_profile(string member, string content)
    {
        var json = ToJson(ProfileSerializer.Serialize(SampleProfile.Full));
        json[member] = JsonNode.Parse(content);

        var profile = ProfileSerializer.Deserialize(ToValue(json), s_location);

        Assert.Equivalent(SampleProfile.Full with { Tokens = null, Pending = null }, profile, strict: true);
    }

    [Theory]
    [InlineData("version-1-full")]
    [InlineData("version-1-smallest")]
    public void Profile_in_an_earlier_form_is_read(string form)
    {
        var value = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Profiles", "StoredForms", form + ".txt"));

        var profile = ProfileSerializer.Deserialize(value, s_location);

        Assert.Equivalent(
            (form == "version-1-full"
                ? SampleProfile.Full
                : new StoredProfile { Name = "reports", Mode = ProfileMode.Exchange, UserName = "alex@contoso.test" })
            with { Version = 1 },
            profile,
            strict: true);
    }

    [Fact]
    public void Value_with_any_part_missing_is_refused()
    {
        var value = ProfileSerializer.Serialize(SampleProfile.Full);
        foreach (var length in Enumerable.Range(0, value.Length - 1).Where(static i => i % 17 == 0))
        {
            Assert.Equal("ProfileDamaged", Refused(value[..length]).ErrorId);
        }
    }

    [Fact]
    public void Value_that_unfolds_without_end_is_refused_before_it_fills_the_memory()
    {
        var bomb = ToValue(new byte[200 * 1024 * 1024]);
        Assert.True(bomb.Length < 300_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal("ProfileDamaged", Refused(bomb).ErrorId);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void Profile_that_no_vault_can_hold_is_refused_with_both_sizes()
    {
        var random = new Random(1);
        var noise = new byte[20_000];
        random.NextBytes(noise);
        var profile = SampleProfile.Full with
        {
            Secrets = SampleProfile.Full.Secrets with { Certificate = Convert.ToBase64String(noise) },
        };

        var refusal = Assert.Throws<OAuth2MailException>(() => ProfileSerializer.SerializeForVault(profile));

        Assert.Equal("ProfileTooLarge", refusal.ErrorId);
        Assert.Equal(FailureKind.LimitExceeded, refusal.Kind);
        Assert.Contains("25,000", refusal.Message, StringComparison.Ordinal);
    }

    private static OAuth2MailException Refused(string value)
        => Assert.Throws<OAuth2MailException>(() => ProfileSerializer.Deserialize(value, s_location));

    private static JsonObject ToJson(string value)
    {
        using var inflate = new DeflateStream(new MemoryStream(Base64Url.DecodeFromChars(value)), CompressionMode.Decompress);
        return JsonNode.Parse(inflate)!.AsObject();
    }

    private static string ToValue(JsonObject json) => ToValue(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static string ToValue(byte[] json)
    {
        using var buffer = new MemoryStream();
        using (var deflate = new DeflateStream(buffer, CompressionLevel.Optimal, leaveOpen: true))
        {
            deflate.Write(json);
        }

        return Base64Url.EncodeToString(buffer.ToArray());
    }
}
