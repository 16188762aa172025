using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace OAuth2Mail.Tests.Protocol;

/// <summary>Publishes documents at addresses that the authorization server does not have.</summary>
public sealed class DocumentServer : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> _asked = new();
    private WebApplication? _application;

    public Uri Address { get; private set; } = null!;

    /// <summary>The documents by path.</summary>
    public ConcurrentDictionary<string, string> Documents { get; } = new();

    /// <summary>The paths that were asked for.</summary>
    public IReadOnlyList<string> Asked => [.. _asked];

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _application = builder.Build();
        _application.Run(AnswerAsync);
        await _application.StartAsync();
        Address = new Uri(_application.Urls.Single());
    }

    public ValueTask DisposeAsync() => _application!.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        _asked.Enqueue(path);
        if (!Documents.TryGetValue(path, out var document))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(document);
    }
}
