using Microsoft.AspNetCore.Http;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Which endpoint a path leads to, and whose addresses it imitates.</summary>
/// <param name="Endpoint">The endpoint; null for pages that are no protocol endpoint.</param>
/// <param name="Path">The path under which this server itself serves the endpoint.</param>
/// <param name="Shape">The provider whose path was used.</param>
/// <param name="Tenant">The tenant in the path, where the shape has one.</param>
internal sealed record RequestRoute(ServerEndpoint? Endpoint, string Path, ProviderShape Shape, string? Tenant = null)
{
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string Device = "/connect/device";
    public const string Verify = "/connect/verify";
    public const string Introspect = "/connect/introspect";
    public const string Revoke = "/connect/revoke";

    public static RequestRoute Resolve(string path) => path switch
    {
        Authorize => new(ServerEndpoint.Authorization, path, ProviderShape.Standard),
        Token => new(ServerEndpoint.Token, path, ProviderShape.Standard),
        Device => new(ServerEndpoint.DeviceAuthorization, path, ProviderShape.Standard),
        Introspect => new(ServerEndpoint.Introspection, path, ProviderShape.Standard),
        Revoke => new(ServerEndpoint.Revocation, path, ProviderShape.Standard),
        "/.well-known/openid-configuration" or "/.well-known/oauth-authorization-server"
            => new(ServerEndpoint.Discovery, path, ProviderShape.Standard),
        _ => new(null, path, ProviderShape.Standard),
    };

    public static RequestRoute Of(HttpContext context)
        => context.Features.Get<RequestRoute>() ?? Resolve(context.Request.Path.Value ?? "/");
}
