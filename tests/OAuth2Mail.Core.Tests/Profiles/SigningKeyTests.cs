using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuth2Mail.Editing;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

/// <summary>Keys that cannot be used are refused when they are handed over, by name, and not when a message is to be sent.</summary>
public sealed class SigningKeyTests
{
    [Theory]
    [InlineData("1.3.132.0.10")] // secp256k1
    [InlineData("1.3.36.3.3.2.8.1.1.7")] // brainpoolP256r1
    [InlineData("1.3.36.3.3.2.8.1.1.11")] // brainpoolP384r1
    public void Curve_of_the_same_size_is_another_curve(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue(curve));
        using var certificate = CertificateOf(key);

        Refused(() => ClientKey.FromPrivateKey(key.ExportECPrivateKeyPem(), null), "ClientKeyUnreadable");
        Refused(() => ClientKey.FromPrivateKey(key.ExportPkcs8PrivateKeyPem(), null), "ClientKeyUnreadable");
        Refused(() => ClientKey.FromCertificate(certificate), "ClientKeyUnreadable");
        Refused(() => ClientKey.FromCertificateFile(certificate.Export(X509ContentType.Pkcs12), null), "ClientKeyUnreadable");
        Refused(() => ClientKey.FromCertificateFile(PemOf(certificate, key.ExportPkcs8PrivateKeyPem()), null), "ClientKeyUnreadable");
    }

    [Fact]
    public void Stored_key_of_another_curve_signs_nothing()
    {
        using var key = ECDsa.Create(ECCurve.CreateFromValue("1.3.132.0.10"));
        var profile = SampleProfile.Full with
        {
            OAuth = SampleProfile.Full.OAuth with { CertificateThumbprint = null, SigningAlgorithm = null },
            Secrets = new ProfileSecrets { PrivateKey = Convert.ToBase64String(key.ExportPkcs8PrivateKey()) },
        };

        Refused(() => new ClientAssertionFactory(TimeProvider.System).CreateClientAssertion(profile), "ClientKeyUnreadable");
    }

    [Theory]
    [InlineData("nistP256")]
    [InlineData("nistP384")]
    [InlineData("nistP521")]
    public void Curves_of_the_standard_are_taken_by_name_and_spelt_out(string curve)
    {
        using var key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        using var spelt = ECDsa.Create(key.ExportExplicitParameters(true));
        using var certificate = CertificateOf(key);

        Assert.Null(ClientKey.FromPrivateKey(key.ExportPkcs8PrivateKeyPem(), null).RsaBits);
        Assert.Null(ClientKey.FromPrivateKey(spelt.ExportPkcs8PrivateKeyPem(), null).RsaBits);
        Assert.Null(ClientKey.FromCertificate(certificate).RsaBits);
    }

    [Fact]
    public void Key_of_another_certificate_is_refused()
    {
        using var certificate = TestKeys.CreateCertificate();
        using var otherRsa = RSA.Create(2048);
        using var curve = CertificateOf(TestKeys.Ec);
        using var otherCurve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (X509Certificate2 Certificate, string Key)[] pairs =
        [
            (certificate, otherRsa.ExportPkcs8PrivateKeyPem()), (certificate, TestKeys.EcPkcs8), (curve, TestKeys.RsaPkcs8),
            (curve, otherCurve.ExportPkcs8PrivateKeyPem()), (curve, otherCurve.ExportECPrivateKeyPem()),
        ];

        foreach (var (owner, key) in pairs)
        {
            Refused(() => ClientKey.FromCertificateFile(PemOf(owner, key), null), "CertificateKeyMismatch");
            Refused(() => SigningIdentity.FromFile(PemOf(owner, key), null), "CertificateKeyMismatch");
        }

        foreach (var owner in new[] { certificate, curve })
        {
            var failure = Assert.Throws<OAuth2MailException>(() => ClientKey.FromCertificateFile(PfxOf(owner, otherRsa), null));
            Assert.Contains(failure.ErrorId, new[] { "CertificateKeyMismatch", "ClientKeyUnreadable" });
        }
    }

    [Fact]
    public void Own_certificate_is_found_behind_those_of_authorities()
    {
        using var other = RSA.Create(2048);
        using var authority = new CertificateRequest("CN=authority", other, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        using var certificate = TestKeys.CreateCertificate();

        var key = ClientKey.FromCertificateFile(
            Encoding.ASCII.GetBytes(TestKeys.RsaPkcs8 + "\n" + authority.ExportCertificatePem() + "\n" + certificate.ExportCertificatePem()), null);

        using var stored = X509CertificateLoader.LoadPkcs12(Convert.FromBase64String(key.Certificate!), null);
        Assert.Equal("CN=client", stored.Subject);
        Assert.Equal(2048, key.RsaBits);
    }

    [Theory]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQAB","p":"AQAB","q":"AQAB","dp":"AQAB","dq":"AQAB","qi":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":"","e":"","d":"","p":"","q":"","dp":"","dq":"","qi":""}""")]
    [InlineData("""{"kty":"RSA","n":"AA","e":"AA","d":"AA","p":"AA","q":"AA","dp":"AA","dq":"AA","qi":"AA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","d":""}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","d":"AA"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","d":"_____________________________________________________________________________________w"}""")]
    [InlineData("""{"kty":"EC","crv":"secp256k1","d":"AQ"}""")]
    [InlineData("""{"kty":"EC","crv":null,"d":"AQ"}""")]
    [InlineData("""{"kty":"OKP","crv":"Ed25519","d":"AQ"}""")]
    [InlineData("{\"kty\":\"\\ud800\"}")]
    public void Numbers_that_are_no_key_are_refused(string jwk) => Refused(() => ClientKey.FromPrivateKey(jwk, null), "ClientKeyUnreadable");

    [Theory]
    [InlineData("ed25519")]
    [InlineData("x25519")]
    [InlineData("gost")]
    public void Key_of_another_kind_is_refused(string kind)
    {
        var random = new SecureRandom();
        IAsymmetricCipherKeyPairGenerator generator = GeneratorUtilities.GetKeyPairGenerator(kind == "gost" ? "ECGOST3410" : kind);
        generator.Init(kind == "gost"
            ? new Org.BouncyCastle.Crypto.Parameters.ECKeyGenerationParameters(Org.BouncyCastle.Asn1.CryptoPro.CryptoProObjectIdentifiers.GostR3410x2001CryptoProA, random)
            : new KeyGenerationParameters(random, 256));
        var key = Convert.ToBase64String(PrivateKeyInfoFactory.CreatePrivateKeyInfo(generator.GenerateKeyPair().Private).GetEncoded());

        Refused(() => ClientKey.FromPrivateKey($"-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----\n", null), "ClientKeyUnreadable");
    }

    [Fact]
    public void Certificate_with_an_RSA_PSS_key_is_refused()
    {
        using var certificate = PssCertificate();
        var pem = PemOf(certificate, TestKeys.RsaPkcs8);

        Refused(() => ClientKey.FromCertificate(certificate), "ClientKeyUnreadable", "CertificateWithoutKey");
        Refused(() => ClientKey.FromCertificateFile(pem, null), "ClientKeyUnreadable");
        Refused(() => SigningIdentity.FromFile(pem, null), "SigningKeyUnsupported", "SigningCertificateUnreadable", "CertificateWithoutKey");
    }

    [Fact]
    public void Closed_certificate_is_refused()
    {
        var certificate = TestKeys.CreateCertificate();
        certificate.Dispose();

        Refused(() => ClientKey.FromCertificate(certificate), "ClientKeyUnreadable");
    }

    [Theory]
    [InlineData(ProfileMode.GoogleServiceAccount)]
    [InlineData(ProfileMode.Exchange)]
    [InlineData(ProfileMode.ExchangeApplication)]
    public void Modes_that_sign_with_RSA_take_no_other_key(ProfileMode mode)
    {
        using var certificate = CertificateOf(TestKeys.Ec);
        var profile = SampleProfile.Full with { Mode = mode };

        foreach (var key in new[] { ClientKey.FromPrivateKey(TestKeys.EcPkcs8, null), ClientKey.FromCertificate(certificate) })
        {
            Refused(() => new ProfileChanges { Key = key }.ApplyTo(profile), "ClientKeyUnsupported");
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("\"-----BEGIN PRIVATE KEY-----\"")]
    [InlineData("[]")]
    public void Key_file_of_Google_without_a_key_is_refused(string key)
        => Refused(
            () => GoogleKeyFile.ReadServiceAccount($$"""{"type":"service_account","client_email":"a@b.test","private_key_id":"x","private_key":{{key}}}"""),
            "GoogleFileInvalid", "ClientKeyUnreadable");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("""{"web":{"client_id":"x","client_secret":"y","redirect_uris":[null]}}""")]
    [InlineData("""{"web":{"client_id":"x","client_secret":"y","redirect_uris":{"a":1}}}""")]
    [InlineData("""{"installed":null}""")]
    [InlineData("""{"installed":{"client_id":"x","client_secret":"y","auth_uri":"//"}}""")]
    [InlineData("""{"type":7,"installed":[]}""")]
    public void Client_file_of_Google_of_another_form_is_refused(string json) => Refused(() => GoogleKeyFile.ReadClient(json), "GoogleFileInvalid");

    private static void Refused(Action read, params string[] errorIds)
        => Assert.Contains(Assert.Throws<OAuth2MailException>(read).ErrorId, errorIds);

    private static X509Certificate2 CertificateOf(ECDsa key)
        => new CertificateRequest("CN=curve", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));

    private static byte[] PemOf(X509Certificate2 certificate, string key) => Encoding.ASCII.GetBytes(certificate.ExportCertificatePem() + "\n" + key);

    // What BouncyCastle does not check, another program may not have either.
    private static byte[] PfxOf(X509Certificate2 certificate, RSA key)
    {
        Pkcs12Store store = new Pkcs12StoreBuilder().Build();
        store.SetKeyEntry(
            "client",
            new AsymmetricKeyEntry(PrivateKeyFactory.CreateKey(key.ExportPkcs8PrivateKey())),
            [new X509CertificateEntry(new Org.BouncyCastle.X509.X509Certificate(certificate.RawData))]);
        using var buffer = new MemoryStream();
        store.Save(buffer, [], new SecureRandom());
        return buffer.ToArray();
    }

    // The key itself is marked for PSS only (RFC 4055 §1.2), which .NET does not do.
    private static X509Certificate2 PssCertificate()
    {
        using var certificate = TestKeys.CreateCertificate();
        var structure = new Org.BouncyCastle.X509.X509Certificate(certificate.RawData).CertificateStructure;
        var info = structure.SubjectPublicKeyInfo;
        var generator = new Org.BouncyCastle.Asn1.X509.V3TbsCertificateGenerator();
        generator.SetSerialNumber(structure.SerialNumber);
        generator.SetIssuer(structure.Issuer);
        generator.SetSubject(structure.Subject);
        generator.SetSignature(structure.SignatureAlgorithm);
        generator.SetStartDate(structure.StartDate);
        generator.SetEndDate(structure.EndDate);
        generator.SetSubjectPublicKeyInfo(new Org.BouncyCastle.Asn1.X509.SubjectPublicKeyInfo(
            new Org.BouncyCastle.Asn1.X509.AlgorithmIdentifier(Org.BouncyCastle.Asn1.Pkcs.PkcsObjectIdentifiers.IdRsassaPss), info.PublicKey.GetBytes()));
        var made = new Org.BouncyCastle.Asn1.X509.X509CertificateStructure(
            generator.GenerateTbsCertificate(), structure.SignatureAlgorithm, structure.Signature);
        return X509CertificateLoader.LoadCertificate(made.GetDerEncoded());
    }
}
