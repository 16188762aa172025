using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.Tests.Messages;

/// <summary>A root and an authority below it, which issue certificates for mail as companies have them.</summary>
internal static class MailCertificateAuthority
{
    private static readonly X509Certificate2 s_root = CreateAuthority("CN=Mail test root", issuer: null);

    /// <summary>Between the root and the people, so that a signature has to bring it along.</summary>
    public static X509Certificate2 Intermediate { get; } = CreateAuthority("CN=Mail test issuing CA", s_root);

    public static string RootPem => s_root.ExportCertificatePem();

    /// <summary>A person's certificate with its private key.</summary>
    /// <param name="address">In the alternative names; null for none.</param>
    /// <param name="isCurve">An EC key instead of RSA.</param>
    /// <param name="usage">The key usage; null for the common one.</param>
    /// <param name="purpose">The extended key usage; empty for none.</param>
    /// <param name="days">From how many days ago, until in how many days it is valid.</param>
    public static X509Certificate2 Issue(
        string? address,
        bool isCurve = false,
        X509KeyUsageFlags? usage = null,
        string purpose = "1.3.6.1.5.5.7.3.4",
        (int Ago, int Ahead)? days = null)
    {
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = isCurve
            ? new CertificateRequest("CN=Somebody, O=Contoso", curve, HashAlgorithmName.SHA256)
            : new CertificateRequest("CN=Somebody, O=Contoso", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            usage ?? (X509KeyUsageFlags.DigitalSignature | (isCurve ? X509KeyUsageFlags.KeyAgreement : X509KeyUsageFlags.KeyEncipherment)), true));
        if (purpose.Length > 0)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        }

        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddEmailAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        var (ago, ahead) = days ?? (10, 10);
        using var certificate = request.Create(
            Intermediate.SubjectName, X509SignatureGenerator.CreateForRSA(Intermediate.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UtcNow.AddDays(-ago), DateTimeOffset.UtcNow.AddDays(ahead), RandomNumberGenerator.GetBytes(16));
        if (usage is X509KeyUsageFlags.KeyAgreement)
        {
            // .NET binds no ECDSA key to it.
            return X509CertificateLoader.LoadCertificate(certificate.RawData);
        }

        return isCurve ? certificate.CopyWithPrivateKey(curve) : certificate.CopyWithPrivateKey(rsa);
    }

    /// <summary>A PFX file with the whole chain, as a company's portal hands it out.</summary>
    public static byte[] Pfx(X509Certificate2 certificate, string? password)
        => new X509Certificate2Collection { certificate, X509CertificateLoader.LoadCertificate(Intermediate.RawData) }.Export(X509ContentType.Pkcs12, password)!;

    private static X509Certificate2 CreateAuthority(string name, X509Certificate2? issuer)
    {
        var key = RSA.Create(2048);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
        return issuer is null
            ? request.CreateSelfSigned(from, to)
            : request.Create(issuer, from.AddDays(1), to.AddDays(-1), RandomNumberGenerator.GetBytes(16)).CopyWithPrivateKey(key);
    }
}
