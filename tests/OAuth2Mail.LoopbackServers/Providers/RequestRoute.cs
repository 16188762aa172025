using Microsoft.AspNetCore.Http;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>Which endpoint a path leads to, and whose addresses it imitates.</summary>
/// <param name="Endpoint">The endpoint; null for pages that are no protocol endpoint.</param>
/// <param name="SentTo">The path as it was sent.</param>
/// <param name="Path">The path under which this server itself serves the endpoint.</param>
/// <param name="Shape">The provider whose path was used.</param>
/// <param name="Tenant">The tenant in the path, where the shape has one.</param>
internal sealed record RequestRoute(
    ServerEndpoint? Endpoint, string SentTo, string Path, ProviderShape Shape = ProviderShape.Standard, string? Tenant = null)
{
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string Device = "/connect/device";
    public const string Verify = "/connect/verify";
    public const string Introspect = "/connect/introspect";
    public const string Revoke = "/connect/revoke";

    public static RequestRoute Resolve(string path) => path switch
    {
        Authorize => new(ServerEndpoint.Authorization, path, path),
        Token => new(ServerEndpoint.Token, path, path),
        Device => new(ServerEndpoint.DeviceAuthorization, path, path),
        Introspect => new(ServerEndpoint.Introspection, path, path),
        Revoke => new(ServerEndpoint.Revocation, path, path),
        "/.well-known/openid-configuration" or "/.well-known/oauth-authorization-server"
            => new(ServerEndpoint.Discovery, path, path),

        GoogleAddresses.Authorize => new(ServerEndpoint.Authorization, path, Authorize, ProviderShape.Google),
        GoogleAddresses.Token => new(ServerEndpoint.Token, path, Token, ProviderShape.Google),
        GoogleAddresses.Revoke => new(ServerEndpoint.Revocation, path, path, ProviderShape.Google),

        ManagedIdentity.VirtualMachinePath or ManagedIdentity.AppServicePath
            => new(ServerEndpoint.ManagedIdentity, path, Token, ProviderShape.ManagedIdentity),

        _ => ResolveTenant(path),
    };

    public static RequestRoute Of(HttpContext context)
        => context.Features.Get<RequestRoute>() ?? Resolve(context.Request.Path.Value ?? "/");

    private static RequestRoute ResolveTenant(string path) => path.Split('/', 3) switch
    {
        ["", var tenant, "oauth2/v2.0/authorize"]
            => new(ServerEndpoint.Authorization, path, Authorize, ProviderShape.Entra, tenant),
        ["", var tenant, "oauth2/v2.0/token"] => new(ServerEndpoint.Token, path, Token, ProviderShape.Entra, tenant),
        ["", var tenant, "oauth2/v2.0/devicecode"]
            => new(ServerEndpoint.DeviceAuthorization, path, Device, ProviderShape.Entra, tenant),
        ["", var tenant, "v2.0/.well-known/openid-configuration"]
            => new(ServerEndpoint.Discovery, path, path, ProviderShape.Entra, tenant),
        _ => new(null, path, path),
    };
}
