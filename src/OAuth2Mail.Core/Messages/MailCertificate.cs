using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Parameters;
using X509Certificate = Org.BouncyCastle.X509.X509Certificate;

namespace OAuth2Mail.Messages;

/// <summary>A person's certificate for mail, and what it may be used for (RFC 8550).</summary>
/// <remarks>Its issuer and revocation are not checked: a user who names a certificate trusts it.</remarks>
internal sealed class MailCertificate
{
    // Bits of the key usage extension (RFC 5280 §4.2.1.3).
    private const int DigitalSignature = 0;
    private const int NonRepudiation = 1;
    private const int KeyEncipherment = 2;
    private const int KeyAgreement = 4;

    private readonly bool[]? _keyUsage;
    private readonly IList<DerObjectIdentifier>? _extendedKeyUsage;

    private MailCertificate(X509Certificate certificate)
    {
        Certificate = certificate;
        PublicKey = certificate.GetPublicKey();
        Addresses = ReadAddresses(certificate);
        _keyUsage = certificate.GetKeyUsage();
        _extendedKeyUsage = certificate.GetExtendedKeyUsage();
    }

    public X509Certificate Certificate { get; }

    public AsymmetricKeyParameter PublicKey { get; }

    /// <summary>Whose it is: the addresses in its alternative names and its subject. It may have none.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>Its RSA key is shorter than what is safe today (NIST SP 800-131A).</summary>
    public bool IsWeak => PublicKey is RsaKeyParameters { Modulus.BitLength: < 2048 };

    /// <summary>It belongs to an authority, not to a person.</summary>
    public bool IsAuthority => Certificate.GetBasicConstraints() >= 0;

    /// <exception cref="OAuth2MailException">It is damaged.</exception>
    public static MailCertificate Of(X509Certificate certificate)
    {
        try
        {
            return new MailCertificate(certificate);
        }
        catch (Exception e)
        {
            // The parser throws a different type of exception for every kind of damage.
            throw new OAuth2MailException(
                "CertificateUnreadable",
                FailureKind.InvalidData,
                $"The certificate '{certificate.SubjectDN}' cannot be used: it is damaged, or has a key of an unknown kind.",
                "Ask its owner for another one.",
                e);
        }
    }

    /// <inheritdoc cref="Of(X509Certificate)"/>
    public static MailCertificate Of(X509Certificate2 certificate) => Of(new X509Certificate(certificate.RawData));

    public bool IsFor(string address) => Addresses.Contains(address, StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes sure that a message may be signed with it.</summary>
    /// <exception cref="OAuth2MailException">It is expired or not yet valid, or its extensions forbid it.</exception>
    public void CheckSigning(DateTimeOffset now) =>
        // RFC 8550 §4.4.2: either of the two bits.
        RequireNone(FindTimeProblem(now) ?? FindUsageProblem("sign mail", DigitalSignature, NonRepudiation));

    /// <summary>Makes sure that a message may be encrypted for it.</summary>
    /// <exception cref="OAuth2MailException">
    /// It is expired or not yet valid, its extensions forbid it, or its key is of another kind.
    /// </exception>
    public void CheckEncryption(DateTimeOffset now) => RequireNone(FindEncryptionProblem(now));

    /// <summary>Why no message may be encrypted for it; null where one may.</summary>
    public string? FindEncryptionProblem(DateTimeOffset now) => FindTimeProblem(now) ?? PublicKey switch
    {
        RsaKeyParameters => FindUsageProblem("encrypt mail", KeyEncipherment),
        ECPublicKeyParameters => FindUsageProblem("encrypt mail", KeyAgreement),
        _ => "has a key that is neither RSA nor EC, so nothing can be encrypted for it",
    };

    /// <summary>Its owner, for messages.</summary>
    public override string ToString() =>
        $"{(Addresses.Count > 0 ? Addresses[0] : Certificate.SubjectDN)} (serial number {Certificate.SerialNumber.ToString(16).ToUpperInvariant()})";

    private static List<string> ReadAddresses(X509Certificate certificate)
    {
        IEnumerable<string> alternative = (certificate.GetSubjectAlternativeNameExtension()?.GetNames() ?? [])
            .Where(name => name.TagNo == GeneralName.Rfc822Name).Select(name => DerIA5String.GetInstance(name.Name).GetString());
        return [.. alternative.Concat(certificate.SubjectDN.GetValueList(X509Name.E)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private string? FindTimeProblem(DateTimeOffset now) =>
        now.UtcDateTime < Certificate.NotBefore ? $"is not valid before {Certificate.NotBefore.ToLocalTime():g}"
        : now.UtcDateTime > Certificate.NotAfter ? $"expired at {Certificate.NotAfter.ToLocalTime():g}"
        : null;

    private string? FindUsageProblem(string purpose, params int[] bits)
    {
        if (_keyUsage is not null && !bits.Any(bit => bit < _keyUsage.Length && _keyUsage[bit]))
        {
            return $"may not be used to {purpose} (because of its key usage)";
        }

        // RFC 8550 §4.4.4.
        return _extendedKeyUsage is not null
            && !_extendedKeyUsage.Any(usage => usage.Equals(KeyPurposeID.id_kp_emailProtection) || usage.Equals(KeyPurposeID.AnyExtendedKeyUsage))
            ? $"may not be used to {purpose} (its extended key usage lacks emailProtection)"
            : null;
    }

    private void RequireNone(string? problem)
    {
        if (problem is not null)
        {
            throw new OAuth2MailException(
                "CertificateUnfit",
                FailureKind.InvalidArgument,
                $"The certificate of {this} {problem}. Nothing was sent.",
                "Use a certificate for S/MIME (secure mail) that is valid today.");
        }
    }
}
