using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Sec;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;

namespace OAuth2Mail.Profiles;

/// <summary>Private keys as .NET signs with them: RSA, and EC on the three curves that JSON web algorithms know (RFC 7518 §3.4).</summary>
internal static class SigningKey
{
    /// <summary>The algorithm of RSA keys (RFC 8017).</summary>
    public const string RsaAlgorithm = "1.2.840.113549.1.1.1";

    /// <summary>The algorithm of EC keys (RFC 5480).</summary>
    public const string EcAlgorithm = "1.2.840.10045.2.1";

    // By its name: there are other curves of the same size, such as secp256k1.
    private static readonly (DerObjectIdentifier Name, ECCurve Curve)[] s_curves =
    [
        (SecObjectIdentifiers.SecP256r1, ECCurve.NamedCurves.nistP256),
        (SecObjectIdentifiers.SecP384r1, ECCurve.NamedCurves.nistP384),
        (SecObjectIdentifiers.SecP521r1, ECCurve.NamedCurves.nistP521),
    ];

    /// <summary>Opens a key and makes sure that it signs: a damaged key may look like a good one.</summary>
    /// <exception cref="OAuth2MailException">It is of another kind, or its numbers do not go together.</exception>
    public static AsymmetricAlgorithm Open(AsymmetricKeyParameter key)
    {
        AsymmetricAlgorithm? opened = null;
        try
        {
            opened = key switch
            {
                RsaPrivateCrtKeyParameters rsa => RsaKey.Create(DotNetUtilities.ToRSAParameters(rsa)),
                ECPrivateKeyParameters ec => ECDsa.Create(ToParameters(ec)),
                _ => throw Unsupported(),
            };
            if (Verifies(opened, opened))
            {
                return opened;
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or ArithmeticException or InvalidOperationException)
        {
            // Not as inner exception: its message may quote the key.
        }

        opened?.Dispose();
        throw new OAuth2MailException(
            "ClientKeyUnreadable", FailureKind.InvalidArgument, "The key is damaged and cannot be used: its numbers are inconsistent.");
    }

    /// <summary>Makes sure that a certificate has a key of a kind that clients sign with.</summary>
    /// <exception cref="OAuth2MailException">It has another one.</exception>
    public static void Check(X509Certificate2 certificate)
    {
        bool isKnown = certificate.PublicKey.Oid.Value switch
        {
            RsaAlgorithm => true,
            EcAlgorithm => CurveOf(certificate) is not null,
            _ => false,
        };
        if (!isKnown)
        {
            throw Unsupported();
        }
    }

    /// <summary>Whether what one key signs the other one verifies.</summary>
    /// <exception cref="CryptographicException">A key cannot be used.</exception>
    public static bool Verifies(AsymmetricAlgorithm? publicKey, AsymmetricAlgorithm? privateKey)
    {
        byte[] data = [1, 2, 3];
        return (publicKey, privateKey) switch
        {
            (RSA open, RSA secret) => open.VerifyData(
                data,
                secret.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                HashAlgorithmName.SHA256,
                RSASignaturePadding.Pkcs1),
            (ECDsa open, ECDsa secret) => open.VerifyData(
                data, secret.SignData(data, HashAlgorithmName.SHA256), HashAlgorithmName.SHA256),
            _ => false,
        };
    }

    /// <summary>The size of an RSA key; null for one of another kind.</summary>
    public static int? RsaBits(X509Certificate2 certificate)
    {
        using RSA? rsa = certificate.PublicKey.Oid.Value == RsaAlgorithm ? certificate.GetRSAPublicKey() : null;
        return rsa?.KeySize;
    }

    private static ECParameters ToParameters(ECPrivateKeyParameters key)
    {
        Org.BouncyCastle.Math.EC.ECPoint point = key.Parameters.G.Multiply(key.D).Normalize();
        return new ECParameters
        {
            Curve = CurveOf(key) ?? throw Unsupported(),
            D = BigIntegers.AsUnsignedByteArray((key.Parameters.Curve.FieldSize + 7) / 8, key.D),
            Q = new ECPoint
            {
                X = point.AffineXCoord.GetEncoded(),
                Y = point.AffineYCoord.GetEncoded(),
            },
        };
    }

    private static ECCurve? CurveOf(X509Certificate2 certificate)
    {
        try
        {
            return new Org.BouncyCastle.X509.X509Certificate(certificate.RawData).GetPublicKey() is ECPublicKeyParameters key ? CurveOf(key) : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or GeneralSecurityException)
        {
            return null;
        }
    }

    // A key may spell its curve out instead of naming it.
    private static ECCurve? CurveOf(ECKeyParameters key)
    {
        foreach ((DerObjectIdentifier name, ECCurve curve) in s_curves)
        {
            if (key.PublicKeyParamSet is null ? key.Parameters.Equals(new ECDomainParameters(ECNamedCurveTable.GetByOid(name))) : key.PublicKeyParamSet.Equals(name))
            {
                return curve;
            }
        }

        return null;
    }

    private static OAuth2MailException Unsupported() => new(
        "ClientKeyUnreadable",
        FailureKind.InvalidArgument,
        "The key is neither RSA nor EC on P-256, P-384 or P-521.",
        "Create a key of one of these kinds; every provider accepts RSA with 2,048 bits or more.");
}
