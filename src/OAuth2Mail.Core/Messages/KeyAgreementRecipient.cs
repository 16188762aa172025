using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Security;
using Org.BouncyCastle.Utilities;
using Org.BouncyCastle.X509;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace OAuth2Mail.Messages;

/// <summary>Wraps a message's key for the owner of an EC certificate: ephemeral-static ECDH (RFC 5753 §3.1).</summary>
/// <remarks>
/// BouncyCastle's own generator gives the AES key wrap a NULL parameter where it derives the key and none in the message
/// (RFC 3565 §2.3.2 wants none); other programs then cannot unwrap it.
/// </remarks>
/// <param name="certificate">The reader's.</param>
/// <param name="key">Its public key.</param>
internal sealed class KeyAgreementRecipient(X509Certificate certificate, ECPublicKeyParameters key) : RecipientInfoGenerator
{
    private const int WrapKeyBits = 256;

    /// <inheritdoc/>
    public RecipientInfo Generate(KeyParameter contentEncryptionKey, SecureRandom random)
    {
        var generator = new ECKeyPairGenerator();
        generator.Init(new ECKeyGenerationParameters(key.Parameters, random));
        AsymmetricCipherKeyPair ephemeral = generator.GenerateKeyPair();
        var wrap = new AlgorithmIdentifier(NistObjectIdentifiers.IdAes256Wrap);
        var engine = new AesWrapEngine();
        engine.Init(forWrapping: true, new KeyParameter(DeriveKey(ephemeral.Private, wrap)));
        byte[] plain = contentEncryptionKey.GetKey();
        SubjectPublicKeyInfo originator = SubjectPublicKeyInfoFactory.CreateSubjectPublicKeyInfo(ephemeral.Public);
        return new RecipientInfo(new KeyAgreeRecipientInfo(
            new OriginatorIdentifierOrKey(new OriginatorPublicKey(originator.Algorithm, originator.PublicKey)),
            ukm: null,
            new AlgorithmIdentifier(new DerObjectIdentifier(CmsEnvelopedGenerator.ECDHSha256Kdf), wrap),
            new DerSequence(new RecipientEncryptedKey(
                new KeyAgreeRecipientIdentifier(new IssuerAndSerialNumber(certificate.CertificateStructure.Issuer, certificate.SerialNumber)),
                new DerOctetString(engine.Wrap(plain, 0, plain.Length))))));
    }

    // RFC 5753 §7.2, ECC-CMS-SharedInfo; the length of the key in bits, in four bytes.
    private byte[] DeriveKey(AsymmetricKeyParameter ephemeral, AlgorithmIdentifier wrap)
    {
        var agreement = new ECDHBasicAgreement();
        agreement.Init(ephemeral);
        byte[] secret = BigIntegers.AsUnsignedByteArray(agreement.GetFieldSize(), agreement.CalculateAgreement(key));
        byte[] info = new DerSequence(wrap, new DerTaggedObject(true, 2, new DerOctetString([0, 0, WrapKeyBits >> 8, WrapKeyBits & 0xff]))).GetDerEncoded();
        var derivation = new Kdf2BytesGenerator(new Sha256Digest());
        derivation.Init(new KdfParameters(secret, info));
        var derived = new byte[WrapKeyBits / 8];
        derivation.GenerateBytes(derived, 0, derived.Length);
        return derived;
    }
}
