using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using OAuth2Mail.LoopbackServers.Providers;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>What every request passes first: it is recorded, perhaps answered with a fault, and put on its route.</summary>
internal sealed class RequestGate(IHostApplicationLifetime lifetime) : IDisposable
{
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    // One at a time: the in-memory store has no transactions, and a race for one refresh token must have one winner.
    private readonly SemaphoreSlim _tokenRequests = new(1, 1);

    public EndpointFaultQueue Faults { get; } = new();

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public void Forget() => _requests.Clear();

    public void Dispose() => _tokenRequests.Dispose();

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var route = RequestRoute.Resolve(context.Request.Path.Value ?? "/");
        context.Features.Set(route);
        if (route.Endpoint is { } endpoint)
        {
            using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted, lifetime.ApplicationStopping);
            _requests.Enqueue(await RecordAsync(endpoint, context.Request, stopping.Token));
            if (Faults.Dequeue(endpoint) is { } fault && await IsAnsweredAsync(fault, context, stopping.Token))
            {
                return;
            }
        }

        if (route.Shape is ProviderShape.ManagedIdentity && !ManagedIdentity.TryAdapt(context.Request, route))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(
                new { error = "invalid_request", error_description = "Required metadata header not specified" },
                context.RequestAborted);
            return;
        }

        context.Request.Path = route.Path;
        if (route.Endpoint is not ServerEndpoint.Token)
        {
            await next(context);
            return;
        }

        await _tokenRequests.WaitAsync(context.RequestAborted);
        try
        {
            await next(context);
        }
        finally
        {
            _tokenRequests.Release();
        }
    }

    private static async Task<RecordedRequest> RecordAsync(
        ServerEndpoint endpoint, HttpRequest request, CancellationToken cancellationToken)
    {
        var form = new Dictionary<string, string>(StringComparer.Ordinal);
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(cancellationToken))
            {
                form[name] = value.ToString();
            }
        }

        return new RecordedRequest(
            endpoint,
            request.Method,
            request.Path.Value ?? "/",
            request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal),
            form,
            DateTimeOffset.UtcNow);
    }

    private static async Task<bool> IsAnsweredAsync(
        EndpointFault fault, HttpContext context, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(fault.Hangs ? Timeout.InfiniteTimeSpan : fault.Delay, cancellationToken);
            if (fault.AnswersAfterDelay)
            {
                return false;
            }

            if (fault.Drops)
            {
                context.Abort();
                return true;
            }

            context.Response.StatusCode = fault.Status;
            context.Response.ContentType = fault.ContentType;
            foreach (var (name, value) in fault.Headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.WriteAsync(fault.Body, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }

        return true;
    }
}
