using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>Adds to OpenIddict's answers what the libraries of Microsoft and Google look for.</summary>
internal sealed class ProviderResponses
    : IOpenIddictServerHandler<ProcessSignInContext>,
      IOpenIddictServerHandler<ApplyAuthorizationResponseContext>,
      IOpenIddictServerHandler<ApplyTokenResponseContext>,
      IOpenIddictServerHandler<ApplyDeviceAuthorizationResponseContext>
{
    public static bool IsGoogle(BaseContext context) => RouteOf(context) is { Shape: ProviderShape.Google };

    /// <summary>Entra's ID tokens carry the tenant.</summary>
    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        // The response is worded later, when OpenIddict itself no longer says whom it is for.
        context.Transaction.SetProperty(typeof(ProviderResponses).FullName!, context.Principal);
        if (RouteOf(context) is { Shape: ProviderShape.Entra } route && context.Principal?.Identity is ClaimsIdentity identity)
        {
            identity.SetClaim("tid", EntraAddresses.TenantIdOf(route.Tenant));
            identity.SetDestinations(static _ => [Destinations.AccessToken, Destinations.IdentityToken]);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Entra does not name itself in its answers.</summary>
    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (RouteOf(context) is { Shape: ProviderShape.Entra })
        {
            context.Response.Iss = null;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (RouteOf(context) is not { } route || context.Response.AccessToken is null)
        {
            return ValueTask.CompletedTask;
        }

        var response = context.Response;
        var principal = context.Transaction.GetProperty<ClaimsPrincipal>(typeof(ProviderResponses).FullName!);
        if (route.Shape is ProviderShape.Entra)
        {
            response.SetParameter("ext_expires_in", response.ExpiresIn);
            response.Scope = string.Join(' ', (principal?.GetScopes() ?? []).Except([Scopes.OfflineAccess]));
            if (response.IdToken is not null && principal?.GetClaim(Claims.Subject) is { } user)
            {
                response.SetParameter("client_info", EntraAddresses.ClientInfo(user, route.Tenant));
            }
        }
        else if (route.Shape is ProviderShape.Google)
        {
            response.Scope = string.Join(' ', (principal?.GetScopes() ?? []).Except([Scopes.OfflineAccess]));
        }
        else if (route.Shape is ProviderShape.ManagedIdentity)
        {
            var expires = DateTimeOffset.UtcNow.AddSeconds(response.ExpiresIn ?? 0).ToUnixTimeSeconds();
            response.SetParameter("expires_on", expires.ToString(CultureInfo.InvariantCulture));
            response.SetParameter("expires_in", (response.ExpiresIn ?? 0).ToString(CultureInfo.InvariantCulture));
            response.SetParameter("resource", context.Request?.Scope?.Replace("/.default", "", StringComparison.Ordinal));
            response.SetParameter("client_id", ManagedIdentity.ClientId);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyDeviceAuthorizationResponseContext context)
    {
        if (RouteOf(context) is { Shape: ProviderShape.Entra } && context.Response.UserCode is { } code)
        {
            context.Response.SetParameter("message",
                $"To sign in, use a web browser to open the page {context.Response.VerificationUri} "
                + $"and enter the code {code} to authenticate.");
        }

        return ValueTask.CompletedTask;
    }

    private static RequestRoute? RouteOf(BaseContext context)
        => context.Transaction.GetHttpRequest() is { } request ? RequestRoute.Of(request.HttpContext) : null;
}
