using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>The paths of Google's endpoints, and the one that no OpenIddict endpoint can stand in for.</summary>
internal static class GoogleAddresses
{
    public const string Authorize = "/o/oauth2/v2/auth";
    public const string Token = "/token";
    public const string Revoke = "/revoke";

    /// <summary>Google revokes by the token alone, without a client, and with it all that the user granted.</summary>
    public static void Map(WebApplication application)
        => application.MapMethods(Revoke, ["GET", "POST"], async (HttpContext context) =>
        {
            var token = context.Request.HasFormContentType
                ? context.Request.Form["token"].ToString()
                : context.Request.Query["token"].ToString();
            var tokens = new IssuedTokens(context.RequestServices);
            return token.Length > 0 && await tokens.RevokeGrantAsync(token, context.RequestAborted)
                ? Results.Json(new { })
                : Results.Json(new { error = "invalid_token", error_description = "Token expired or revoked" }, statusCode: 400);
        });
}
