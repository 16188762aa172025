using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.Tests.Delivery;
using Xunit;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>
/// Endpoints of every provider's shape. Which of them answers badly, how, and after how many good answers is in the address
/// (<see cref="FaultPlan"/>), so that any number of tests can ask at the same time.
/// </summary>
public sealed class FaultyProvider : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly ConcurrentQueue<string> _stolen = new();
    private WebApplication? _application;

    public Uri Address { get; private set; } = null!;

    public Uri HttpsAddress { get; private set; } = null!;

    /// <summary>What arrived where a redirect pointed.</summary>
    public IReadOnlyList<string> Stolen => [.. _stolen];

    /// <summary>Answers besides the bad ones, by name: bodies of good tokens with something odd about them.</summary>
    public ConcurrentDictionary<string, string> Odd { get; } = new();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, static listener => listener.UseHttps(TrustedAuthority.Authority.Issue()));
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync();
        var addresses = _application.Urls.Select(static address => new Uri(address)).ToList();
        Address = addresses.Single(static a => a.Scheme == "http");
        HttpsAddress = new UriBuilder(addresses.Single(static a => a.Scheme == "https")) { Host = "localhost" }.Uri;
    }

    public async ValueTask DisposeAsync()
    {
        await _application!.StopAsync();
        await _application.DisposeAsync();
    }

    /// <summary>A token answer with which every mode can go on.</summary>
    internal static Dictionary<string, object> GoodAnswer() => new()
    {
        ["access_token"] = "SECRET-access-" + Guid.NewGuid().ToString("N"),
        ["refresh_token"] = "SECRET-refresh-" + Guid.NewGuid().ToString("N"),
        ["token_type"] = "Bearer",
        ["expires_in"] = 3600,
        ["expires_on"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        ["scope"] = "smtp",
        ["id_token"] = IdToken("""{"sub":"s","oid":"o","tid":"t","preferred_username":"alex@contoso.test","email":"alex@contoso.test"}"""),
        ["client_info"] = Base64UrlEncoder.Encode("""{"uid":"o","utid":"t"}"""),
    };

    internal static string IdToken(string payload)
        => Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""") + "." + Base64UrlEncoder.Encode(payload) + ".";

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (path == "/stolen")
        {
            using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
            _stolen.Enqueue($"{context.Request.Method} {context.Request.QueryString} {await reader.ReadToEndAsync()}");
            await context.Response.WriteAsJsonAsync(GoodAnswer());
            return;
        }

        var (endpoint, plan) = Route(context.Request);
        if (plan is null)
        {
            context.Response.StatusCode = 404;
            return;
        }

        var count = _asked.AddOrUpdate($"{endpoint} {plan}", 1, static (_, n) => n + 1);
        if (endpoint != plan.Endpoint || count <= plan.GoodAnswers)
        {
            await AnswerWellAsync(endpoint, context);
        }
        else if (Odd.TryGetValue(plan.Answer, out var body))
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(body);
        }
        else
        {
            try
            {
                await BadAnswers.All.Single(answer => answer.Name == plan.Answer).WriteAsync(context);
            }
            catch (OperationCanceledException)
            {
                context.Abort();
            }
        }
    }

    private static (FaultyEndpoint Endpoint, FaultPlan? Plan) Route(HttpRequest request) => request.Path.Value!.Split('/', 3) switch
    {
        ["", "common", var realm] => (FaultyEndpoint.Realm, FaultPlan.Parse(realm.Split('/')[^1].Split('@')[0])),
        ["", "msi", _] => (FaultyEndpoint.ManagedIdentity, FaultPlan.Parse(request.Query["client_id"].ToString())),
        ["", var plan, "oauth2/v2.0/token" or "token"] => (FaultyEndpoint.Token, FaultPlan.Parse(plan)),
        ["", var plan, "oauth2/v2.0/devicecode" or "device"] => (FaultyEndpoint.Device, FaultPlan.Parse(plan)),
        ["", var plan, "revoke"] => (FaultyEndpoint.Revocation, FaultPlan.Parse(plan)),
        ["", var plan, ".well-known/openid-configuration"] => (FaultyEndpoint.Discovery, FaultPlan.Parse(plan)),
        _ => default,
    };

    private static Task AnswerWellAsync(FaultyEndpoint endpoint, HttpContext context) => endpoint switch
    {
        FaultyEndpoint.Realm => context.Response.WriteAsJsonAsync(new { ver = "1.0", account_type = "Managed", domain_name = "contoso.test" }),
        FaultyEndpoint.Device => context.Response.WriteAsync(JsonSerializer.Serialize(new
        {
            device_code = "SECRET-device", user_code = "ABCD", verification_uri = "https://login.test/device", expires_in = 2, interval = 1,
        })),
        _ => context.Response.WriteAsJsonAsync(GoodAnswer()),
    };
}
