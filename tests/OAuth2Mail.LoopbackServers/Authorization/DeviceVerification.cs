using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuth2Mail.LoopbackServers.Providers;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>
/// Where a user code is entered: visiting the complete verification address approves, <c>action=decline</c> declines.
/// </summary>
internal static class DeviceVerification
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static void Map(WebApplication application)
        => application.MapMethods(RequestRoute.Verify, ["GET", "POST"], AnswerAsync);

    private static async Task<IResult> AnswerAsync(HttpContext context, UserRegistry users)
    {
        var code = await context.AuthenticateAsync(Scheme);
        if (code is not { Succeeded: true, Principal: { } requested }
            || string.IsNullOrEmpty(requested.GetClaim(OpenIddictConstants.Claims.ClientId)))
        {
            return Results.Text("The user code is missing, wrong or expired.", statusCode: StatusCodes.Status404NotFound);
        }

        if (Parameter(context, "action") is "decline")
        {
            return Results.Forbid(authenticationSchemes: [Scheme]);
        }

        var user = users.Resolve(Parameter(context, "user"));
        return Results.SignIn(UserRegistry.PrincipalOf(user, requested.GetScopes()), authenticationScheme: Scheme);
    }

    private static string? Parameter(HttpContext context, string name)
        => context.Request.HasFormContentType && context.Request.Form.TryGetValue(name, out var value)
            ? value.ToString()
            : context.Request.Query[name];
}
