using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuth2Mail.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Profiles;

public sealed class ClientKeyTests
{
    [Theory]
    [InlineData(null, "no password was given")]
    [InlineData("wrong", "password is wrong")]
    public void Encrypted_key_needs_its_password(string? password, string reason)
    {
        foreach (var key in new[] { TestKeys.RsaEncrypted, TestKeys.EcEncrypted })
        {
            var failure = Refused(() => ClientKey.FromPrivateKey(key, password));

            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
            Assert.Contains("-PrivateKeyPassword", failure.Advice, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("SECRET that is no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMAA=\n-----END RSA PRIVATE KEY-----")]
    [InlineData("-----BEGIN EC PRIVATE KEY-----\nMAA=\n-----END EC PRIVATE KEY-----")]
    [InlineData("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"kty":"oct","k":"SECRET"}""")]
    [InlineData("""{"kty":"EC","crv":"P-256","d":"SECRET***"}""")]
    [InlineData("""{"kty":"EC","crv":"P-999","d":"AAAA"}""")]
    [InlineData("""{"kty":"EC","d":"AAAA"}""")]
    [InlineData("""{"kty":"RSA","n":"AQAB","e":"AQAB"}""")]
    [InlineData("""{"kty":"RSA","n":7,"e":"AQAB","d":"SECRET"}""")]
    [InlineData("""{"kty":null}""")]
    [InlineData("""{"kty":1}""")]
    public void Anything_that_is_no_private_key_is_refused_without_quoting_it(string text)
    {
        var failure = Refused(() => ClientKey.FromPrivateKey(text, "password"));

        Assert.DoesNotContain("SECRET", failure.ToString(), StringComparison.Ordinal);
        Assert.Null(failure.InnerException);
    }

    [Fact]
    public void Public_key_and_bare_certificate_are_no_private_key()
    {
        using var certificate = TestKeys.CreateCertificate();

        Refused(() => ClientKey.FromPrivateKey(TestKeys.Rsa.ExportSubjectPublicKeyInfoPem(), null));
        Refused(() => ClientKey.FromPrivateKey(certificate.ExportCertificatePem(), null));
    }

    [Fact]
    public void Certificate_needs_its_key_and_its_password()
    {
        using var certificate = TestKeys.CreateCertificate();
        using var bare = X509CertificateLoader.LoadCertificate(certificate.RawData);
        var pfx = certificate.Export(X509ContentType.Pkcs12, "right");

        Refused(() => ClientKey.FromCertificateFile(pfx, "wrong"));
        Refused(() => ClientKey.FromCertificateFile(pfx, null));
        Refused(() => ClientKey.FromCertificateFile([1, 2, 3], null));
        Refused(() => ClientKey.FromCertificateFile(Encoding.ASCII.GetBytes(TestKeys.RsaPkcs8), null));
        Refused(
            () => ClientKey.FromCertificateFile(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()), null),
            "CertificateWithoutKey");
        Refused(() => ClientKey.FromCertificateFile(bare.Export(X509ContentType.Cert), null), "CertificateWithoutKey");
        Refused(() => ClientKey.FromCertificate(bare), "CertificateWithoutKey");
        Refused(() => ClientKey.FromStore(new string('0', 40)), "CertificateNotFound");
    }

    private static OAuth2MailException Refused(Action read, string errorId = "ClientKeyUnreadable")
    {
        var failure = Assert.Throws<OAuth2MailException>(read);
        Assert.Equal(errorId, failure.ErrorId);
        return failure;
    }
}
