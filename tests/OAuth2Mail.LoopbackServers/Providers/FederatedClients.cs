using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>
/// Clients that authenticate with another issuer's token. OpenIddict knows assertions of the client itself only: a good
/// foreign token is exchanged at the door for one of those, signed with a key of this server.
/// </summary>
internal sealed class FederatedClients : IOpenIddictServerHandler<ExtractTokenRequestContext>, IDisposable
{
    private readonly ConcurrentDictionary<string, FederatedCredential> _credentials = new();
    private readonly ECDsa _ownKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly JsonWebTokenHandler _tokens = new();

    public SecurityKey Key => new ECDsaSecurityKey(_ownKey) { KeyId = "federation" };

    public void Add(string clientId, FederatedCredential credential) => _credentials[clientId] = credential;

    public async ValueTask HandleAsync(ExtractTokenRequestContext context)
    {
        if (context.Request is { ClientId: { } clientId, ClientAssertion: { } assertion } request
            && _credentials.TryGetValue(clientId, out var credential)
            && await IsGoodAsync(assertion, credential)
            && context.BaseUri is { } audience)
        {
            request.ClientAssertion = _tokens.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = clientId,
                Audience = audience.AbsoluteUri,
                Expires = DateTime.UtcNow.AddMinutes(1),
                Claims = new Dictionary<string, object> { ["sub"] = clientId },
                SigningCredentials = new SigningCredentials(Key, SecurityAlgorithms.EcdsaSha256),
            });
        }
    }

    public void Dispose() => _ownKey.Dispose();

    private async Task<bool> IsGoodAsync(string assertion, FederatedCredential credential)
    {
        var result = await _tokens.ValidateTokenAsync(assertion, new TokenValidationParameters
        {
            IssuerSigningKey = credential.Key,
            ValidIssuer = credential.Issuer,
            ValidAudience = FederatedCredential.Audience,
        });
        return result.IsValid && ((JsonWebToken)result.SecurityToken).Subject == credential.Subject;
    }
}
