using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class WeakCertificateTests : MessageFolder
{
    [Theory]
    [InlineData(1024, true)]
    [InlineData(2040, true)]
    [InlineData(2048, false)]
    [InlineData(3072, false)]
    public async Task Short_RSA_key_is_warned_of(int bits, bool isWarned)
    {
        using var key = RSA.Create(bits);
        using var certificate = new CertificateRequest("CN=Pat, E=pat@contoso.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var signer = SigningIdentity.Of(certificate);
        using var signed = Compose(Outgoing with { From = "pat@contoso.test" });
        using var encrypted = Compose(Outgoing);
        RecordingSink signing = new(), encrypting = new();

        await new MessageSecurity(signer, []).ApplyAsync(signed, signing, TestContext.Current.CancellationToken);
        await new MessageSecurity(null, [MailCertificate.Of(certificate)]).ApplyAsync(encrypted, encrypting, TestContext.Current.CancellationToken);

        foreach (var sink in new[] { signing, encrypting })
        {
            Assert.Equal(isWarned, sink.Warnings.Any(static warning => warning.Contains("2,048", StringComparison.Ordinal)));
        }
    }
}
