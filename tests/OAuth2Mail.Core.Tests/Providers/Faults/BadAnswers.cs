using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using static OAuth2Mail.Tests.Providers.Faults.BadAnswer;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>What gateways, portals, proxies, and servers in trouble answer in place of a token.</summary>
internal static class BadAnswers
{
    private const string Page = "<!DOCTYPE html><title>Sign in to the network</title><p>SECRET-page This is not JSON.";

    public static IReadOnlyList<BadAnswer> All { get; } =
    [
        Of("html", Page, type: "text/html"),
        Of("html-400", Page, 400, "text/html"),
        Of("html-403", Page, 403, "text/html"),
        Of("html-502", Page, 502, "text/html", FailureKind.Unavailable),
        Of("html-as-json", Page),
        Of("array", "[]"),
        Of("array-400", "[]", 400),
        Of("null", "null"),
        Of("null-400", "null", 400),
        Of("empty", ""),
        Of("empty-204", "", 204),
        Of("empty-400", "", 400),
        Of("empty-401", "", 401),
        Of("string", "\"SECRET-string\""),
        Of("number", "1e400"),
        Of("cut-off", "{\"access_token\":\"SECRET-cut"),
        Of("deep-array", new string('[', 20_000)),
        Of("deep-object", string.Concat(Enumerable.Repeat("{\"error\":", 5_000)), 400),
        Of("no-utf8", "\uFFFD\u00FF{", type: "application/json; charset=latin1"),
        Of("unknown-charset", Page, type: "text/html; charset=klingon-8"),
        Of("missing", "{}", 404),
        Of("error-object", """{"error":{"code":400,"message":"Not today."}}""", 400),
        Of("error-number", """{"error":17,"error_description":[]}""", 400),
        Of("outage-500", "", 500, kind: FailureKind.Unavailable),
        Of("outage-503", Page, 503, "text/html", FailureKind.Unavailable),
        Of("outage-504", "{}", 504, kind: FailureKind.Unavailable),
        Of("outage-json", """{"error":"over_capacity","error_description":"Try later."}""", 503, kind: FailureKind.Unavailable),
        Of("outage-codes", """{"error":"over_capacity","error_codes":["50034",null,{},1e9]}""", 503, kind: FailureKind.Unavailable),
        Of("busy-429", "", 429, kind: FailureKind.Unavailable),
        Of("busy-json", """{"error":"rate_limited"}""", 429, kind: FailureKind.Unavailable),
        Redirect(301, "/stolen"),
        Redirect(302, "/stolen?code=SECRET-query"),
        Redirect(303, "/stolen#access_token=SECRET-fragment"),
        Redirect(307, "/stolen"),
        Redirect(308, "/stolen"),
        Redirect(302, null),
        OfToken("token-missing", """{"token_type":"Bearer","expires_in":3600,"refresh_token":"SECRET-refresh"}"""),
        OfToken("token-null", """{"access_token":null,"token_type":"Bearer","expires_in":3600,"expires_on":"4102444800"}"""),
        OfToken("token-empty", """{"access_token":"","token_type":"Bearer","expires_in":3600,"expires_on":"4102444800"}"""),
        OfToken("token-blank", """{"access_token":"  ","token_type":"Bearer","expires_in":3600,"expires_on":"4102444800"}"""),
        OfToken("token-number", """{"access_token":17,"token_type":"Bearer","expires_in":3600,"expires_on":"4102444800"}"""),
        OfToken("token-object", """{"access_token":{"value":"SECRET-x"},"token_type":"Bearer","expires_in":3600}"""),
        OfToken("token-control", """{"access_token":"SECRET\u0001auth=Bearer other","token_type":"Bearer","expires_in":3600}"""),
        OfToken("token-line", """{"access_token":"SECRET\r\nMAIL FROM:<>","token_type":"Bearer","expires_in":3600}"""),
        OfToken("token-surrogate", """{"access_token":"SECRET\ud800","token_type":"Bearer","expires_in":3600}"""),
        OfToken("type-mac", """{"access_token":"SECRET-mac","token_type":"mac","expires_in":3600}"""),
        OfToken("type-dpop", """{"access_token":"SECRET-dpop","token_type":"DPoP","expires_in":3600}"""),
        OfToken("type-number", """{"access_token":"SECRET-type","token_type":1,"expires_in":3600}"""),
        Of("huge", JsonSerializer.Serialize(new { access_token = new string('A', 2_000_000), token_type = "Bearer" })),
        new("huge-without-end", FailureKind.InvalidData, static async context =>
        {
            var piece = Encoding.ASCII.GetBytes(new string(' ', 100_000));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(piece, context.RequestAborted);
            }
        }),
        new("reset", FailureKind.Connection, static context =>
        {
            context.Abort();
            return Task.CompletedTask;
        }),
        new("reset-in-body", FailureKind.Connection, static async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("{\"access_token\":");
            await context.Response.Body.FlushAsync();
            context.Abort();
        }),
        new("hanging", FailureKind.Timeout, static context => Task.Delay(Timeout.Infinite, context.RequestAborted)) { HasNoEnd = true },
        new("dripping", FailureKind.Timeout, DripAsync) { HasNoEnd = true },
        new("hanging-in-body", FailureKind.Timeout, static async context =>
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }) { HasNoEnd = true },
    ];

    private static async Task DripAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.WriteAsync(" ");
            await context.Response.Body.FlushAsync();
            await Task.Delay(50, context.RequestAborted);
        }
    }
}
