using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>
/// The token endpoints of virtual machines (IMDS) and App Service. A request to one becomes a client credentials grant of
/// the managed identity's own client.
/// </summary>
internal static class ManagedIdentity
{
    public const string VirtualMachinePath = "/metadata/identity/oauth2/token";
    public const string AppServicePath = "/msi/token";
    public const string ClientId = "managed-identity";
    public const string ClientSecret = "managed-identity-secret";
    public const string IdentityHeader = "managed-identity-header";

    /// <summary>Turns the request into the grant; false where the header that proves a local caller is missing.</summary>
    public static bool TryAdapt(HttpRequest request, RequestRoute route)
    {
        var isLocal = route.SentTo is VirtualMachinePath
            ? request.Headers["Metadata"] == "true"
            : request.Headers["X-IDENTITY-HEADER"] == IdentityHeader;
        var resource = request.Query["resource"].ToString();
        if (!isLocal || resource.Length is 0)
        {
            return false;
        }

        request.Method = HttpMethods.Post;
        request.ContentType = "application/x-www-form-urlencoded";
        request.Form = new FormCollection(new Dictionary<string, StringValues>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientId,
            ["client_secret"] = ClientSecret,
            ["scope"] = resource.TrimEnd('/') + "/.default",
        });
        request.QueryString = QueryString.Empty;
        return true;
    }
}
