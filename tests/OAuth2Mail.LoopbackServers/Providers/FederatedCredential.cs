using Microsoft.IdentityModel.Tokens;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>A foreign issuer whose tokens a client may show in place of a secret, as workload identities do.</summary>
/// <param name="Issuer">The token's <c>iss</c>.</param>
/// <param name="Subject">The token's <c>sub</c>.</param>
/// <param name="Key">The key that verifies it.</param>
public sealed record FederatedCredential(string Issuer, string Subject, SecurityKey Key)
{
    /// <summary>The audience that Entra asks of such tokens.</summary>
    public const string Audience = "api://AzureADTokenExchange";
}
