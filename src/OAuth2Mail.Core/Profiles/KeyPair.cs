using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace OAuth2Mail.Profiles;

/// <summary>Whether a private key belongs to a certificate: what one signs, the other has to verify.</summary>
internal static class KeyPair
{
    /// <summary>Whether a key in a PEM file is that of a certificate there.</summary>
    public static bool Fits(AsymmetricKeyParameter certified, AsymmetricKeyParameter key) => (certified, key) switch
    {
        (RsaKeyParameters publicKey, RsaPrivateCrtKeyParameters privateKey) =>
            publicKey.Modulus.Equals(privateKey.Modulus) && publicKey.Exponent.Equals(privateKey.PublicExponent),
        (ECPublicKeyParameters publicKey, ECPrivateKeyParameters privateKey) =>
            publicKey.Q.Equals(privateKey.Parameters.G.Multiply(privateKey.D)),
        (RsaKeyParameters or ECPublicKeyParameters, _) or (_, RsaPrivateCrtKeyParameters or ECPrivateKeyParameters) => false,

        // A kind of key that nothing here signs with; that is reported elsewhere.
        _ => true,
    };

    /// <summary>Whether a certificate has its own private key, and not another one.</summary>
    /// <exception cref="CryptographicException">The key cannot be used.</exception>
    public static bool Fits(X509Certificate2 certificate)
    {
        switch (certificate.PublicKey.Oid.Value)
        {
            case SigningKey.RsaAlgorithm:
                using (RSA? privateKey = certificate.GetRSAPrivateKey())
                using (RSA? publicKey = certificate.GetRSAPublicKey())
                {
                    return SigningKey.Verifies(publicKey, privateKey);
                }

            case SigningKey.EcAlgorithm:
                using (ECDsa? privateKey = certificate.GetECDsaPrivateKey())
                using (ECDsa? publicKey = certificate.GetECDsaPublicKey())
                {
                    // A key that is only for key agreement does not sign.
                    return privateKey is null || publicKey is null || SigningKey.Verifies(publicKey, privateKey);
                }

            default:
                return true;
        }
    }
}
