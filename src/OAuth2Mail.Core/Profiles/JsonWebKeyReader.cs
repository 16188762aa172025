using System.Buffers.Text;
using System.Text.Json;
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
            using var document = JsonDocument.Parse(json);
            JsonElement jwk = document.RootElement;
            return jwk.GetProperty("kty").GetString() switch
            {
                "RSA" => new RsaPrivateCrtKeyParameters(
                    Number(jwk, "n"), Number(jwk, "e"), Number(jwk, "d"), Number(jwk, "p"), Number(jwk, "q"),
                    Number(jwk, "dp"), Number(jwk, "dq"), Number(jwk, "qi")),
                "EC" => new ECPrivateKeyParameters(
                    "EC", Number(jwk, "d"), ECNamedCurveTable.GetOid(jwk.GetProperty("crv").GetString())),
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

    private static BigInteger Number(JsonElement jwk, string name) =>
        new(1, Base64Url.DecodeFromChars(jwk.GetProperty(name).GetString()));
}
