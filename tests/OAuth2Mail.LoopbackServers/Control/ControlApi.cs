using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>
/// The environment by HTTP, for suites that run in another process. Names are as in the C# API, in camel case.
/// </summary>
internal static class ControlApi
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    public static void Map(WebApplication application, Func<LoopbackEnvironment> environment)
    {
        var control = application.MapGroup("/control");
        MapMail(control, environment);
        MapAuthorization(control, environment);
        control.MapGet("/environment", () => Json(environment().Describe()));
        control.MapGet("/browser", BrowseAsync);
    }

    private static void MapMail(RouteGroupBuilder control, Func<LoopbackEnvironment> environment)
    {
        control.MapGet("/messages", async (int? count, double? timeout, CancellationToken cancellationToken) =>
        {
            var messages = await environment().Smtp.WaitForMessagesAsync(
                count ?? 0, TimeSpan.FromSeconds(timeout ?? 10), cancellationToken);
            return Json(messages.Select(MessageView.Of));
        });
        control.MapDelete("/messages", () => environment().Smtp.Clear());
        control.MapGet("/sessions", () => Json(environment().Smtp.Sessions));
        control.MapPost("/smtp-faults", async (HttpRequest request) =>
        {
            var fault = await ReadAsync<SmtpFaultOrder>(request);
            fault.Enqueue(environment().Smtp.Faults);
        });
        control.MapDelete("/smtp-faults", () => environment().Smtp.Faults.Clear());
        control.MapPost("/smtp-options", async (HttpRequest request) =>
        {
            var change = await ReadAsync<SmtpOptionsChange>(request);
            environment().Smtp.Options = change.Apply(environment().Smtp.Options);
        });
        control.MapPost("/mailboxes", async (HttpRequest request) =>
        {
            var grant = await ReadAsync<MailboxGrant>(request);
            environment().Smtp.GrantMailbox(grant.Principal, grant.Mailbox);
        });
    }

    private static void MapAuthorization(RouteGroupBuilder control, Func<LoopbackEnvironment> environment)
    {
        control.MapGet("/requests", () => Json(environment().Authorization.Requests));
        control.MapDelete("/requests", () => environment().Authorization.ClearRequests());
        control.MapPost("/faults", async (HttpRequest request) =>
        {
            var order = await ReadAsync<EndpointFaultOrder>(request);
            environment().Authorization.FailNext(order.Endpoint, order.ToFault(), order.Count);
        });
        control.MapDelete("/faults", () => environment().Authorization.ClearFaults());
        control.MapPost("/token-lifetime", async (HttpRequest request)
            => environment().Authorization.AccessTokenLifetime =
                TimeSpan.FromSeconds((await ReadAsync<TokenLifetime>(request)).Seconds));
        control.MapPost("/consent", async (HttpRequest request)
            => (await ReadAsync<ConsentChange>(request)).Apply(environment().Authorization.Consent));
        control.MapPost("/token-responses", async (HttpRequest request)
            => (await ReadAsync<TokenResponseChange>(request)).Apply(environment().Authorization.TokenResponses));
        control.MapPost("/revoke", async (HttpRequest request, CancellationToken cancellationToken)
            => await (await ReadAsync<RevocationOrder>(request)).RunAsync(environment().Authorization, cancellationToken));
        control.MapPost("/device", async (HttpRequest request, CancellationToken cancellationToken)
            => await (await ReadAsync<DeviceAnswer>(request)).GiveAsync(environment().Authorization, cancellationToken));
    }

    private static async Task<IResult> BrowseAsync(string url, string? until, CancellationToken cancellationToken)
    {
        using var browser = new LoopbackBrowser();
        if (until is not null)
        {
            var address = await browser.FindRedirectAsync(new Uri(url), until, cancellationToken);
            return Json(new { address = address.AbsoluteUri });
        }

        var page = await browser.VisitAsync(new Uri(url), cancellationToken);
        return Json(new { address = page.Address.AbsoluteUri, status = (int)page.Status, body = page.Body });
    }

    private static IResult Json(object content) => Results.Json(content, s_json);

    private static async Task<T> ReadAsync<T>(HttpRequest request)
        where T : notnull
        => await JsonSerializer.DeserializeAsync<T>(request.Body, s_json, request.HttpContext.RequestAborted)
            ?? throw new BadHttpRequestException("A JSON object is expected.");
}
