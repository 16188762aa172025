using Microsoft.IdentityModel.Tokens;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace OAuth2Mail.Profiles;

/// <summary>Reads an RSA or EC private key from a JWK (RFC 7517, RFC 7518 §6).</summary>
internal static class JsonWebKeyReader
{
    /// <exception cref="OAuth2MailException">It is no private key of these kinds.</exception>
    public static AsymmetricKeyParameter Read(string json)
    {
        try
        {
            var jwk = new JsonWebKey(json);
            return jwk.Kty switch
            {
                JsonWebAlgorithmsKeyTypes.RSA => new RsaPrivateCrtKeyParameters(
                    Number(jwk.N), Number(jwk.E), Number(jwk.D), Number(jwk.P), Number(jwk.Q),
                    Number(jwk.DP), Number(jwk.DQ), Number(jwk.QI)),
                JsonWebAlgorithmsKeyTypes.EllipticCurve => new ECPrivateKeyParameters(
                    "EC", Number(jwk.D), ECNamedCurveTable.GetOid(jwk.Crv)),
                _ => throw new KeyNotFoundException(),
            };
        }
        catch (Exception)
        {
            // JSON and numbers can be wrong in every way. Not as inner exception: its message may quote the key.
            throw new OAuth2MailException(
                "ClientKeyUnreadable",
                FailureKind.InvalidArgument,
                "The JWK is not a private RSA or EC key (RFC 7518 §6: RSA needs n, e, d, p, q, dp, dq and qi; EC needs crv and d).");
        }
    }

    private static BigInteger Number(string value) => new(1, Base64UrlEncoder.DecodeBytes(value));
}
