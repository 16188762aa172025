using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Profiles;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using BigInteger = Org.BouncyCastle.Math.BigInteger;

namespace OAuth2Mail.Messages;

/// <summary>
/// Signs with a key that .NET holds. The key is used where it is, so it may be one that cannot be exported: in the
/// Windows store, on a smart card, in a security module.
/// </summary>
/// <param name="certificate">The certificate with its RSA or EC key.</param>
internal sealed class PrivateKeySignature(X509Certificate2 certificate) : ISignatureFactory
{
    private static readonly AlgorithmIdentifier s_rsa = new(PkcsObjectIdentifiers.Sha256WithRsaEncryption, DerNull.Instance);
    private static readonly AlgorithmIdentifier s_ecdsa = new(X9ObjectIdentifiers.ECDsaWithSha256);

    private static readonly Oid s_rsaKey = new(SigningKey.RsaAlgorithm);
    private static readonly Oid s_ecKey = new(SigningKey.EcAlgorithm);

    /// <inheritdoc/>
    public object AlgorithmDetails { get; } =
        certificate.PublicKey.Oid.Value == s_rsaKey.Value ? s_rsa
        : certificate.PublicKey.Oid.Value == s_ecKey.Value ? s_ecdsa
        : throw new OAuth2MailException(
            "SigningKeyUnsupported",
            FailureKind.NotSupported,
            $"The certificate '{certificate.Subject}' has a key that is neither RSA nor EC. Nothing was sent.",
            "Sign with an RSA or ECDSA certificate; mail programs support no others.");

    /// <inheritdoc/>
    public IStreamCalculator<IBlockResult> CreateCalculator() => new Calculator(Sign);

    // RSA with PKCS #1 v1.5, which every mail program verifies; ECDSA in the form that CMS wants (RFC 5753 §7.2).
    private byte[] Sign(byte[] data)
    {
        using RSA? rsa = certificate.GetRSAPrivateKey();
        if (rsa is not null)
        {
            return rsa.SignData(data, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        using ECDsa? ecdsa = certificate.GetECDsaPrivateKey();
        byte[] signature = (ecdsa ?? throw new CryptographicException("The private key is of another kind than the certificate."))
            .SignData(data, HashAlgorithmName.SHA256);
        int half = signature.Length / 2;
        return new DerSequence(
            new DerInteger(new BigInteger(1, signature, 0, half)),
            new DerInteger(new BigInteger(1, signature, half, half))).GetDerEncoded();
    }

    private sealed class Calculator(Func<byte[], byte[]> sign) : IStreamCalculator<IBlockResult>
    {
        // Takes the signed attributes, a few hundred bytes; the message is in there as its digest.
        public Stream Stream { get; } = new MemoryStream();

        public IBlockResult GetResult() => new SimpleBlockResult(sign(((MemoryStream)Stream).ToArray()));
    }
}
