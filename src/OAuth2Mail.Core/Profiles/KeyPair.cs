using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;

namespace OAuth2Mail.Profiles;

/// <summary>Whether a private key is that of a certificate: what one signs, the other has to verify.</summary>
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

        // Of a kind that nothing here signs with; that is said elsewhere.
        _ => true,
    };

    /// <summary>Whether a certificate has its own private key, and not another one.</summary>
    /// <exception cref="CryptographicException">The key cannot be used.</exception>
    public static bool Fits(X509Certificate2 certificate)
    {
        byte[] data = [1, 2, 3];
        switch (certificate.PublicKey.Oid.Value)
        {
            case "1.2.840.113549.1.1.1":
                using (RSA? privateKey = certificate.GetRSAPrivateKey())
                using (RSA? publicKey = certificate.GetRSAPublicKey())
                {
                    return privateKey is not null && publicKey is not null && publicKey.VerifyData(
                        data,
                        privateKey.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                        HashAlgorithmName.SHA256,
                        RSASignaturePadding.Pkcs1);
                }

            case "1.2.840.10045.2.1":
                using (ECDsa? privateKey = certificate.GetECDsaPrivateKey())
                using (ECDsa? publicKey = certificate.GetECDsaPublicKey())
                {
                    // A key for agreement alone does not sign.
                    return privateKey is null || publicKey is null
                        || publicKey.VerifyData(data, privateKey.SignData(data, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256);
                }

            default:
                return true;
        }
    }
}
