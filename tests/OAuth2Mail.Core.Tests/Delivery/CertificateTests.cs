using System.Security.Cryptography;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class CertificateTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Theory]
    [InlineData(CertificateRevocation.None)]
    [InlineData(CertificateRevocation.BestEffort)]
    public async Task Certificate_of_a_trusted_authority_is_good(CertificateRevocation revocation)
    {
        Assert.SkipUnless(TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        await using var server = await fixture.StartAsync();
        var core = await UnpinnedAsync(server, revocation);

        await SendAsync(core);

        Assert.Single(server.Messages);
        Assert.Equal(
            revocation == CertificateRevocation.BestEffort,
            core.Sink.VerboseLines.Any(static line => line.Contains("revocation", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Revocation_state_that_cannot_be_learned_fails_where_it_is_required()
    {
        await using var server = await fixture.StartAsync();

        var failure = await RefusedAsync(server, await UnpinnedAsync(server, CertificateRevocation.Required));

        Assert.Contains("revocation", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-CertificateRevocation BestEffort", failure.Advice, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ServerCertificateKind.Expired, SmtpSecurity.StartTls, "expired", "Renew")]
    [InlineData(ServerCertificateKind.Expired, SmtpSecurity.ImplicitTls, "expired", "Renew")]
    [InlineData(ServerCertificateKind.WrongName, SmtpSecurity.StartTls, "not issued for 'localhost'", "Use the name")]
    [InlineData(ServerCertificateKind.WrongName, SmtpSecurity.ImplicitTls, "not issued for 'localhost'", "Use the name")]
    [InlineData(ServerCertificateKind.SelfSigned, SmtpSecurity.StartTls, "", "Install")]
    [InlineData(ServerCertificateKind.SelfSigned, SmtpSecurity.ImplicitTls, "", "Install")]
    public async Task Certificate_that_is_not_good_is_refused(ServerCertificateKind kind, SmtpSecurity security, string reason, string advice)
    {
        await using var server = await fixture.StartAsync(certificate: kind);

        foreach (var revocation in Enum.GetValues<CertificateRevocation>())
        {
            var failure = await RefusedAsync(server, await UnpinnedAsync(server, revocation, security));
            Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotMatch("refused: *\\.$", failure.Message);
            // One thing, and what mends it.
            Assert.DoesNotContain(";", failure.Message, StringComparison.Ordinal);
            Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Certificate_of_an_unknown_authority_is_refused()
    {
        using var unknown = new TestCertificateAuthority();
        await using var server = await fixture.StartAsync(o => o with { Certificate = unknown.Issue() });

        await RefusedAsync(server, await UnpinnedAsync(server, CertificateRevocation.None));
    }

    [Theory]
    [InlineData(ServerCertificateKind.SelfSigned, false)]
    [InlineData(ServerCertificateKind.SelfSigned, true)]
    [InlineData(ServerCertificateKind.WrongName, false)]
    [InlineData(ServerCertificateKind.Expired, true)]
    public async Task Pinned_certificate_is_good_whatever_it_says(ServerCertificateKind kind, bool sha256)
    {
        await using var server = await fixture.StartAsync(certificate: kind);
        var core = await fixture.SignInAsync(server);
        var pin = server.Options.Certificate.GetCertHashString(sha256 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        await ChangeAsync(core, smtp => smtp with { CertificateThumbprint = pin, CertificateRevocation = CertificateRevocation.Required });

        await SendAsync(core);

        Assert.Single(server.Messages);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.ImplicitTls)]
    public async Task Another_certificate_than_the_pinned_one_is_refused_even_a_good_one(SmtpSecurity security)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server, security);
        foreach (var length in new[] { 40, 64 })
        {
            await ChangeAsync(core, smtp => smtp with { CertificateThumbprint = new string('A', length) });

            var failure = await RefusedAsync(server, core);

            var actual = server.Options.Certificate.GetCertHashString(length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
            Assert.Contains(actual, failure.Message, StringComparison.Ordinal);
        }
    }

    private async Task<CoreInstance> UnpinnedAsync(
        SmtpServer server, CertificateRevocation revocation, SmtpSecurity security = SmtpSecurity.StartTls)
    {
        var core = await fixture.SignInAsync(server, security);
        await ChangeAsync(core, smtp => smtp with { CertificateThumbprint = null, CertificateRevocation = revocation });
        return core;
    }

    private static async Task SendAsync(CoreInstance core)
    {
        using var session = core.OpenSession();
        using var message = Compose();
        await session.SendAsync(message, default);
    }

    private static async Task<OAuth2MailException> RefusedAsync(SmtpServer server, CoreInstance core)
    {
        var failure = await FailAsync(core, () => SendAsync(core));
        Assert.Equal("SmtpCertificateRefused", failure.ErrorId);
        Assert.Equal(FailureKind.Security, failure.Kind);
        Assert.Contains("-ServerCertificateThumbprint", failure.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
        return failure;
    }
}
