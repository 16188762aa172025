using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>What MSAL reads besides tokens: a tenant's metadata, and whether a domain is federated.</summary>
internal static class EntraAddresses
{
    private const string AnyTenant = "72f988bf-0000-4000-8000-2d7cd011db47";

    public static void Map(WebApplication application)
    {
        application.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", (string tenant, HttpRequest request) =>
        {
            var host = $"{request.Scheme}://{request.Host}";
            var tenantAddress = $"{host}/{tenant}";
            return new Dictionary<string, string>
            {
                ["issuer"] = $"{host}/{TenantIdOf(tenant)}/v2.0",
                ["authorization_endpoint"] = $"{tenantAddress}/oauth2/v2.0/authorize",
                ["token_endpoint"] = $"{tenantAddress}/oauth2/v2.0/token",
                ["device_authorization_endpoint"] = $"{tenantAddress}/oauth2/v2.0/devicecode",
                ["jwks_uri"] = $"{host}/.well-known/jwks",
                ["tenant_region_scope"] = "EU",
            };
        });

        application.MapGet("/common/userrealm/{user}", (string user) => new Dictionary<string, string>
        {
            ["ver"] = "1.0",
            ["account_type"] = "Managed",
            ["domain_name"] = user[(user.IndexOf('@', StringComparison.Ordinal) + 1)..],
            ["cloud_instance_name"] = "microsoftonline.com",
            ["cloud_audience_urn"] = "urn:federation:MicrosoftOnline",
        });
    }

    /// <summary>A tenant may be named by its id, a domain or a word such as <c>common</c>; tokens always carry an id.</summary>
    public static string TenantIdOf(string? tenant) => Guid.TryParse(tenant, out var id) ? id.ToString() : AnyTenant;

    /// <summary>The document that tells MSAL which account an answer is for.</summary>
    public static string ClientInfo(string user, string? tenant) => Base64UrlEncoder.Encode(Encoding.UTF8.GetBytes(
        JsonSerializer.Serialize(new { uid = UserRegistry.ObjectIdOf(user), utid = TenantIdOf(tenant) })));
}
