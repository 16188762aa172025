using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.Extensions;
using OAuth2Mail.LoopbackServers.Providers;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>
/// The audiences that a JWT for this server may name: its issuer (as newer specifications want) and the address of the
/// endpoint that it was sent to (as most clients, MSAL's and Google's among them, still do).
/// </summary>
internal static class AcceptedAudiences
{
    public static IEnumerable<string> Of(BaseContext context)
    {
        if (context.BaseUri is { } issuer)
        {
            yield return issuer.AbsoluteUri;
            yield return issuer.AbsoluteUri.TrimEnd('/');
        }

        if (context.Transaction.GetHttpRequest() is { } request)
        {
            var origin = UriHelper.BuildAbsolute(request.Scheme, request.Host);
            var route = RequestRoute.Of(request.HttpContext);
            yield return origin.TrimEnd('/') + route.SentTo;
            if (route.Shape is ProviderShape.Google)
            {
                // Google's own library names the real endpoint, whatever address it is told to use.
                yield return "https://oauth2.googleapis.com/token";
            }
        }
    }
}
