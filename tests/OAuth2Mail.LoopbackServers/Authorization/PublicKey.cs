using Microsoft.IdentityModel.Tokens;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Reduces a key to what a server may know of it.</summary>
internal static class PublicKey
{
    public static JsonWebKey Of(SecurityKey key)
    {
        var full = key as JsonWebKey ?? JsonWebKeyConverter.ConvertFromSecurityKey(key);
        var isCurve = full.Kty == JsonWebAlgorithmsKeyTypes.EllipticCurve;
        return new JsonWebKey
        {
            Kty = full.Kty,
            Kid = full.Kid,
            Use = JsonWebKeyUseNames.Sig,
            N = full.N,
            E = full.E,
            Crv = isCurve ? full.Crv : null,
            X = full.X,
            Y = full.Y,
        };
    }
}
