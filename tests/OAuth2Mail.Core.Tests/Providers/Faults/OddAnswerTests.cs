using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using Xunit;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>Good tokens beside something odd: no mode throws them away, and all modes understand the same.</summary>
public sealed class OddAnswerTests(FaultyProvider server) : IClassFixture<FaultyProvider>
{
    private static readonly TimeSpan s_assumed = TimeSpan.FromHours(1);

    private static readonly (string Name, string? Value, TimeSpan Lifetime)[] s_lifetimes =
    [
        ("missing", null, s_assumed),
        ("null", "null", s_assumed),
        ("zero", "0", s_assumed),
        ("negative", "-5", s_assumed),
        ("object", "{}", s_assumed),
        ("word", "\"soon\"", s_assumed),
        ("string", "\"300\"", TimeSpan.FromMinutes(5)),
        ("short", "300", TimeSpan.FromMinutes(5)),
        ("fraction", "299.5", TimeSpan.FromMinutes(5)),
        ("huge", "9223372036854775807", TimeSpan.FromDays(3650)),
        ("exponent", "1e30", TimeSpan.FromDays(3650)),
        ("beyond", "1e400", TimeSpan.FromDays(3650)),
    ];

    private static readonly (string Name, string Member, string Value)[] s_oddities =
    [
        ("id-word", "id_token", "\"abc\""),
        ("id-dots", "id_token", "\"a.b.c\""),
        ("id-json", "id_token", Quoted("[]")),
        ("id-text", "id_token", Quoted("not json")),
        ("id-types", "id_token", Quoted("""{"sub":1,"oid":[],"tid":{},"preferred_username":null,"email":17,"upn":false}""")),
        ("id-number", "id_token", "17"),
        ("id-null", "id_token", "null"),
        ("id-empty", "id_token", "\"\""),
        ("id-huge", "id_token", "\"" + new string('A', 300_000) + "\""),
        ("scope-other", "scope", "\"mail.other openid\""),
        ("scope-list", "scope", """["mail.other","openid"]"""),
        ("scope-null", "scope", "null"),
        ("scope-number", "scope", "1"),
        ("scope-surrogate", "scope", "\"a\\ud800\""),
        ("scope-list-surrogate", "scope", """["smtp","\ud800"]"""),
        ("client-info-word", "client_info", "\"%%%\""),
        ("client-info-json", "client_info", "\"W10\""),
        ("client-info-number", "client_info", "5"),
        ("type-lower", "token_type", "\"bearer\""),
        ("type-null", "token_type", "null"),
        ("unknown-object", "something_new", """{"a":[{"b":null}]}"""),
        ("ext-expires", "ext_expires_in", "\"never\""),
        ("refresh-in", "refresh_in", "{}"),
        ("refresh-life", "refresh_token_expires_in", "\"x\""),
        ("foci", "foci", "[]"),
        ("error-null", "error", "null"),
        ("error-empty", "error", "\"\""),
    ];

    public static TheoryData<string> Requests => [.. ModeRequest.All
        .Where(static request => request.Endpoint is FaultyEndpoint.Token && !request.Name.EndsWith("poll", StringComparison.Ordinal))
        .Select(static request => request.Name)];

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Life_of_a_token_means_one_thing_in_all_modes(string name)
    {
        var found = await Task.WhenAll(s_lifetimes.Select(async life =>
        {
            var before = DateTimeOffset.UtcNow;
            var tokens = await RunAsync(name, "expires_in", life.Value);
            return (life.Name, life.Lifetime, Found: tokens.ExpiresOn - before, Passed: DateTimeOffset.UtcNow - before);
        }));

        Assert.All(found, static f => Assert.True(
            f.Found >= f.Lifetime - TimeSpan.FromSeconds(1) && f.Found <= f.Lifetime + f.Passed + TimeSpan.FromSeconds(1),
            $"{f.Name}: {f.Found} is not {f.Lifetime}"));
    }

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Tokens_beside_something_odd_are_not_thrown_away(string name)
    {
        var request = ModeRequest.Named(name);
        var complaints = await Task.WhenAll(s_oddities.Select(async odd =>
        {
            try
            {
                var tokens = await RunAsync(name, odd.Member, odd.Value);
                return tokens.AccessToken.StartsWith("SECRET-access", StringComparison.Ordinal) ? null : $"{odd.Name}: {tokens.AccessToken}";
            }
            catch (Exception e)
            {
                return $"{odd.Name}: {e}";
            }
        }));

        Assert.True(complaints.All(static complaint => complaint is null), string.Join('\n', complaints.OfType<string>()));
    }

    // What MSAL keeps it by is the account, which only the id token tells.
    [Theory]
    [InlineData("Exchange code", "id_token", "\"a.b.c\"")]
    [InlineData("Exchange code", "id_token", null)]
    [InlineData("Exchange code", "scope", "\"mail.other\"")]
    [InlineData("Exchange code", "client_info", "\"%%%\"")]
    [InlineData("Exchange code, confidential", "id_token", "\"a.b.c\"")]
    [InlineData("Exchange code, confidential", "scope", "\"mail.other\"")]
    [InlineData("Exchange stored", "id_token", "\"a.b.c\"")]
    [InlineData("Exchange stored, confidential", "client_info", "17")]
    [InlineData("Microsoft365", "id_token", "\"a.b.c\"")]
    public async Task Refresh_token_of_Entra_is_good_for_the_next_refresh(string name, string member, string? value)
    {
        var plan = FaultPlan.For(FaultyEndpoint.Token, OddAnswer(member, value), ModeRequest.Named(name).GoodAnswers);
        var first = await ModeRequest.Named(name).RunAsync(new(server, plan, ProviderHttp.Default), default);

        var next = !name.StartsWith("Exchange", StringComparison.Ordinal) ? name
            : name.EndsWith("confidential", StringComparison.Ordinal) ? "Exchange stored, confidential"
            : "Exchange stored";
        var second = await ModeRequest.Named(next).RunAsync(
            new(server, FaultPlan.For(FaultyEndpoint.Token, "none", 10), ProviderHttp.Default, first), default);

        Assert.NotEqual(first!.AccessToken, second!.AccessToken);
        Assert.StartsWith("SECRET-access", second.AccessToken, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_refresh_token_leaves_the_old_one()
    {
        foreach (var value in new[] { "null", "17", "\"\"", "\"a\\u0001b\"", null })
        {
            var tokens = await RunAsync("ClientSecretPost refresh", "refresh_token", value);

            Assert.Equal("SECRET-stored-refresh", tokens.RefreshToken);
        }
    }

    [Fact]
    public async Task Scopes_are_those_that_were_given()
    {
        Assert.Equal(["mail.other", "openid"], (await RunAsync("ClientSecretPost code", "scope", "\"mail.other  openid\"")).Scopes);
        Assert.Equal(["mail.other", "openid"], (await RunAsync("Gmail code", "scope", """["mail.other","openid"]""")).Scopes);
        Assert.Equal(["smtp"], (await RunAsync("Gmail code", "scope", "{}")).Scopes);
    }

    private static string Quoted(string payload) => JsonSerializer.Serialize(FaultyProvider.IdToken(payload));

    private async Task<TokenSet> RunAsync(string name, string member, string? value)
    {
        var request = ModeRequest.Named(name);
        var plan = FaultPlan.For(FaultyEndpoint.Token, OddAnswer(member, value), request.GoodAnswers);
        return (await request.RunAsync(new(server, plan, ProviderHttp.Default), default))!;
    }

    private string OddAnswer(string member, string? value)
    {
        // As text: "1e400" is JSON that no number type holds.
        var answer = new JsonObject(FaultyProvider.GoodAnswer()
            .Where(pair => pair.Key is not "expires_on" && pair.Key != member)
            .Select(static pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, JsonValue.Create(pair.Value.ToString()))));
        var text = answer.ToJsonString();
        var name = "odd-" + Guid.NewGuid().ToString("N");
        server.Odd[name] = value is null
            ? text
            : string.Create(CultureInfo.InvariantCulture, $"{text[..^1]},\"{member}\":{value}}}");
        return name;
    }
}
