using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

/// <summary>Which certificates may sign, which ones may be encrypted for, and in which files they come.</summary>
public sealed class MailCertificateTests : MessageFolder
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string AnyPurpose = "2.5.29.37.0";

    [Theory]
    [InlineData(-1, 10, "is not valid before")]
    [InlineData(10, -1, "expired at")]
    public void Certificate_out_of_its_time_is_refused(int ago, int ahead, string reason)
    {
        using var certificate = MailCertificateAuthority.Issue("pat@contoso.test", days: (ago, ahead));

        foreach (var check in Checks(certificate))
        {
            var failure = Unfit(check);
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
            Assert.Contains("pat@contoso.test", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(false, X509KeyUsageFlags.KeyEncipherment, false, true)]
    [InlineData(false, X509KeyUsageFlags.DigitalSignature, true, false)]
    [InlineData(false, X509KeyUsageFlags.NonRepudiation, true, false)]
    [InlineData(false, X509KeyUsageFlags.KeyAgreement, false, false)]
    [InlineData(true, X509KeyUsageFlags.KeyAgreement, false, true)]
    [InlineData(true, X509KeyUsageFlags.KeyEncipherment | X509KeyUsageFlags.DigitalSignature, true, false)]
    public void Key_usage_decides(bool isCurve, X509KeyUsageFlags usage, bool signs, bool encrypts)
    {
        using var certificate = MailCertificateAuthority.Issue("pat@contoso.test", isCurve, usage);

        Assert.Equal([signs, encrypts], Checks(certificate).Select(check => Record.Exception(check) is null));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData(AnyPurpose, true)]
    [InlineData(ServerAuthentication, false)]
    public void Extended_key_usage_decides(string purpose, bool isFit)
    {
        using var certificate = MailCertificateAuthority.Issue("pat@contoso.test", purpose: purpose);

        foreach (var check in Checks(certificate))
        {
            Assert.Equal(isFit, Record.Exception(check) is null);
        }
    }

    [Fact]
    public void Address_in_the_subject_counts_and_case_does_not()
    {
        var request = new CertificateRequest("CN=Pat, E=Pat@Contoso.test", TestKeys.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var plain = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));

        var certificate = MailCertificate.Of(plain);

        Assert.True(certificate.IsFor("pat@contoso.TEST"));
        Assert.False(certificate.IsFor("at@contoso.test"));
        certificate.CheckSigning(DateTimeOffset.UtcNow);
        certificate.CheckEncryption(DateTimeOffset.UtcNow);
    }

    [Fact]
    public void Certificate_is_read_from_every_form_that_people_pass_on()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var kim = MailCertificateAuthority.Issue("kim@contoso.test");
        var chain = new X509Certificate2Collection { MailCertificateAuthority.Intermediate, pat };
        var p7b = chain.Export(X509ContentType.Pkcs7)!;

        foreach (var file in new[]
        {
            pat.RawData,
            Encoding.ASCII.GetBytes(pat.ExportCertificatePem()),
            Encoding.ASCII.GetBytes("Bag Attributes\n" + pat.ExportCertificatePem().ReplaceLineEndings("\r\n")),
            Encoding.ASCII.GetBytes(chain.ExportCertificatePems()),
            Encoding.ASCII.GetBytes(TestKeys.RsaEncrypted + "\n" + pat.ExportCertificatePem()),
            p7b,
            Encoding.ASCII.GetBytes(PemEncoding.WriteString("PKCS7", p7b)),
        })
        {
            Assert.Equal(["pat@contoso.test"], Assert.Single(CertificateFile.Read(file, "pat.cer")).Addresses);
        }

        Assert.Equal(2, CertificateFile.Read(Encoding.ASCII.GetBytes(pat.ExportCertificatePem() + "\n" + kim.ExportCertificatePem()), "both.pem").Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate")]
    [InlineData("0\u0003aaa")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\n****\n-----END CERTIFICATE-----")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void Anything_else_is_refused(string content)
    {
        var failure = Assert.Throws<OAuth2MailException>(() => CertificateFile.Read(Encoding.Latin1.GetBytes(content), "pat.cer"));

        Assert.Equal("CertificateUnreadable", failure.ErrorId);
        Assert.Contains("pat.cer", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_certificate_is_refused_wherever_the_damage_is()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var damaged = pat.RawData.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            var failure = Record.Exception(() => CertificateFile.Read(damaged, "pat.cer").ToList().ForEach(static c => c.CheckEncryption(DateTimeOffset.UtcNow)));
            Assert.True(failure is null or OAuth2MailException, failure?.ToString());
        }
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData(null)]
    public void Signing_certificate_needs_its_password(string? password)
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        var pfx = MailCertificateAuthority.Pfx(pat, "right");

        var failure = Assert.Throws<OAuth2MailException>(() => SigningIdentity.FromFile(pfx, password));

        Assert.Equal("SigningCertificateUnreadable", failure.ErrorId);
        Assert.Contains("-SigningCertificatePassword", failure.Advice, StringComparison.Ordinal);
        using var signer = SigningIdentity.FromFile(pfx, "right");
        Assert.Equal("CN=Mail test issuing CA", Assert.Single(signer.Intermediates).Certificate.SubjectDN.ToString());
    }

    [Fact]
    public void Signing_certificate_is_read_from_PEM_with_its_chain()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test", isCurve: true);
        var certificates = pat.ExportCertificatePem() + "\n" + MailCertificateAuthority.Intermediate.ExportCertificatePem();

        using var signer = SigningIdentity.FromFile(
            Encoding.ASCII.GetBytes(certificates + "\n" + pat.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()), null);

        Assert.Equal(["pat@contoso.test"], signer.Certificate.Addresses);
        Assert.Single(signer.Intermediates);
        Assert.Equal(
            "CertificateWithoutKey",
            Assert.Throws<OAuth2MailException>(() => SigningIdentity.FromFile(Encoding.ASCII.GetBytes(certificates), null)).ErrorId);
    }

    [Fact]
    public void Certificate_without_its_key_or_with_an_unknown_one_does_not_sign()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var bare = X509CertificateLoader.LoadCertificate(pat.RawData);
        using var dsa = DSA.Create(1024);
        var request = new CertificateRequest(
            new X500DistinguishedName("CN=Old"), new PublicKey(dsa), HashAlgorithmName.SHA256);
        using var old = request.Create(
            MailCertificateAuthority.Intermediate.SubjectName, X509SignatureGenerator.CreateForRSA(TestKeys.Rsa, RSASignaturePadding.Pkcs1),
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1), [1]).CopyWithPrivateKey(dsa);

        Assert.Equal("CertificateWithoutKey", Assert.Throws<OAuth2MailException>(() => SigningIdentity.Of(bare)).ErrorId);
        Assert.Equal("SigningKeyUnsupported", Assert.Throws<OAuth2MailException>(() => SigningIdentity.Of(old)).ErrorId);
        Assert.Equal("CertificateUnfit", Unfit(() => MailCertificate.Of(old).CheckEncryption(DateTimeOffset.UtcNow)).ErrorId);
    }

    [Theory]
    [InlineData(@"Cert:\CurrentUser\My\{0}")]
    [InlineData("cert:/currentuser/my/{0}")]
    [InlineData(@"Microsoft.PowerShell.Security\Certificate::LocalMachine\AddressBook\{0}")]
    [InlineData("{0}")]
    [InlineData("\u200e00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 00 11 22 33")]
    public void Reference_to_a_store_is_known_and_its_certificate_is_looked_for(string form)
    {
        var reference = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, "00112233445566778899AABBCCDDEEFF00112233");

        Assert.True(StoredCertificate.IsReference(reference));
        Assert.Equal("CertificateNotFound", Assert.Throws<OAuth2MailException>(() => StoredCertificate.Find(reference, withKey: false)).ErrorId);
    }

    [Theory]
    [InlineData("./pat.cer")]
    [InlineData(@"Cert:\CurrentUser\My")]
    [InlineData("00112233445566778899AABBCCDDEEFF0011223")]
    public void Anything_else_is_a_file(string text) => Assert.False(StoredCertificate.IsReference(text));

    [Fact]
    public void Certificate_is_found_in_the_store_of_the_user()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var stored = X509CertificateLoader.LoadPkcs12(pat.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.PersistKeySet);
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadWrite);
        store.Add(stored);
        try
        {
            using var signer = SigningIdentity.FromStore($@"Cert:\CurrentUser\My\{pat.Thumbprint}");
            Assert.Equal(["pat@contoso.test"], signer.Certificate.Addresses);
            Assert.Equal(["pat@contoso.test"], StoredCertificate.FindForReader(pat.Thumbprint.ToLowerInvariant()).Addresses);
        }
        finally
        {
            store.Remove(stored);
        }
    }

    private static Action[] Checks(X509Certificate2 certificate)
    {
        var mail = MailCertificate.Of(certificate);
        return [() => mail.CheckSigning(DateTimeOffset.UtcNow), () => mail.CheckEncryption(DateTimeOffset.UtcNow)];
    }

    private static OAuth2MailException Unfit(Action check)
    {
        var failure = Assert.Throws<OAuth2MailException>(check);
        Assert.Equal("CertificateUnfit", failure.ErrorId);
        return failure;
    }
}
