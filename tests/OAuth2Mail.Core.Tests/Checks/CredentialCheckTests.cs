using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Checks;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Checks;

public sealed class CredentialCheckTests
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private static StoredProfile Profile => SampleProfile.Full with { Mode = ProfileMode.ExchangeApplication, Secrets = new(), OAuth = new() { ClientId = "app" } };

    [Theory]
    [InlineData(-10, 90, CheckStatus.Passed, null)]
    [InlineData(-10, 5, CheckStatus.Warning, "-CertificateFile")]
    [InlineData(-10, -1, CheckStatus.Failed, "-CertificateFile")]
    [InlineData(2, 90, CheckStatus.Failed, "clock")]
    public void Certificate_has_its_key_and_is_in_date(int from, int to, CheckStatus status, string? advice)
    {
        var finding = CredentialCheck.Run(Profile with { Secrets = new() { Certificate = Pkcs12(from, to, withKey: true) } }, s_now);

        Assert.Equal(status, finding.Status);
        Assert.Contains("'CN=reports'", finding.Detail, StringComparison.Ordinal);
        Assert.Contains(advice ?? "", finding.Advice ?? "", StringComparison.Ordinal);
        Assert.Equal(advice is null, finding.Advice is null);
    }

    [Fact]
    public void Certificate_without_its_key_cannot_be_used()
        => Assert.Equal("ClientKeyUnreadable", Assert.Throws<OAuth2MailException>(() => CredentialCheck.Run(
            Profile with { Secrets = new() { Certificate = Pkcs12(-10, 90, withKey: false) } }, s_now)).ErrorId);

    [Theory]
    [InlineData("bm90IGEgY2VydGlmaWNhdGU=")]
    [InlineData("not base64")]
    public void What_is_damaged_cannot_be_used(string value)
    {
        var certificate = Assert.Throws<OAuth2MailException>(() => CredentialCheck.Run(Profile with { Secrets = new() { Certificate = value } }, s_now));
        var key = Assert.Throws<OAuth2MailException>(() => CredentialCheck.Run(
            Profile with { Mode = ProfileMode.PrivateKeyJwt, Secrets = new() { PrivateKey = value } }, s_now));

        Assert.Equal("ClientKeyUnreadable", certificate.ErrorId);
        Assert.Equal("ClientKeyUnreadable", key.ErrorId);
        Assert.Contains("-PrivateKeyFile", key.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Federated_token_has_to_be_there()
        => Assert.Equal("FederatedTokenUnreadable", Assert.Throws<OAuth2MailException>(() => CredentialCheck.Run(
            Profile with { OAuth = new() { FederatedTokenFile = "/no/such/file" } }, s_now)).ErrorId);

    [Fact]
    public void No_secret_is_shown()
    {
        var finding = CredentialCheck.Run(
            Profile with { Secrets = new() { ClientSecret = "SECRET-1", Password = "SECRET-2", ExpiresOn = s_now.AddDays(300) } }, s_now);

        Assert.Equal(CheckStatus.Passed, finding.Status);
        Assert.DoesNotContain("SECRET", finding.ToString(), StringComparison.Ordinal);
    }

    private static string Pkcs12(int from, int to, bool withKey)
    {
        using var key = RSA.Create(2048);
        using var certificate = new CertificateRequest("CN=reports", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(s_now.AddDays(from), s_now.AddDays(to < from ? from + 1 : to));
        using var without = X509CertificateLoader.LoadCertificate(certificate.RawData);
        return Convert.ToBase64String((withKey ? certificate : without).Export(X509ContentType.Pkcs12));
    }
}
