using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.Diagnostics;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>Signed and encrypted messages as they arrive, read with other programs.</summary>
public sealed class SecureDeliveryTests(DeliveryFixture fixture) : MessageFolder, IClassFixture<DeliveryFixture>
{
    // What mail systems like to change: trailing blanks, dots, "From ", long lines, letters beyond ASCII.
    private const string Text = "Grüße \t\r\nFrom here  \r\n.dot\r\n-- \r\n\r\n\r\n";

    private readonly RecordingSink _sink = new();

    private static OutgoingMessage Rich => Outgoing with { TextBody = Text + new string('x', 1500), HtmlBody = "<p>From here</p>\r\nFrom there " };

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task Signature_is_found_good_with_its_chain(bool isCurve, bool eightBit)
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue(AuthorizationServerFixture.User, isCurve));

        var received = await SendAsync(Rich with { Attachments = [File("report.bin", [0, 10, 13, 10, 255])] }, new(signer, []), eightBit);

        // What others like to change on the way is not there to be changed.
        Assert.DoesNotContain("\nFrom ", Encoding.Latin1.GetString(received), StringComparison.Ordinal);
        Assert.DoesNotMatch("[ \t]\r\n|[^\0-\x7f]|[^\n]{999}", Encoding.Latin1.GetString(received));
        var entity = SecondParser.Read(OpenSsl.Verify(received)).Body;
        Assert.Equal("multipart/mixed", entity.Type);
        Assert.Equal(Text + new string('x', 1500), entity.Parts[0].Parts[0].Text!.ReplaceLineEndings("\r\n"));
        Assert.Equal([0, 10, 13, 10, 255], entity.Parts[1].Content);
        var whole = SecondParser.Read(received);
        Assert.Equal("Hello", Assert.Single(whole["Subject"]));
        Assert.Equal("multipart/signed", whole.Body.Type);
        Assert.Equal("application/pkcs7-signature", whole.Body.Parameters["protocol"]);
        Assert.Equal("sha-256", whole.Body.Parameters["micalg"]);
        Assert.Equal("smime.p7s", whole.Body.Parts[1].FileName);
        Assert.Empty(whole.Defects);
        Assert.Empty(_sink.Warnings);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("text without an end of line")]
    [InlineData("")]
    [InlineData("\r\n")]
    public async Task Signature_of_a_plain_text_is_found_good(string text)
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue(AuthorizationServerFixture.User));

        var received = await SendAsync(Outgoing with { TextBody = text }, new(signer, []));

        Assert.Contains(text, Encoding.ASCII.GetString(OpenSsl.Verify(received)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changed_byte_breaks_the_signature()
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue(AuthorizationServerFixture.User));
        var received = await SendAsync(Outgoing with { TextBody = "Pay 100 euros." }, new(signer, []));
        OpenSsl.Verify(received);

        received[received.AsSpan().IndexOf("100"u8)] = (byte)'9';

        var failure = Assert.Throws<CryptographicException>(() => OpenSsl.Verify(received));
        Assert.Contains("CMS Verification failure", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signature_tells_when_and_how_to_answer()
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue(AuthorizationServerFixture.User));

        var received = await SendAsync(Outgoing, new(signer, []));

        var account = OpenSsl.Describe(received);
        Assert.Contains("signingTime", account, StringComparison.Ordinal);
        Assert.Contains("S/MIME Capabilities", account, StringComparison.Ordinal);
        Assert.Contains("aes-256-cbc", account, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Mail test issuing CA", account, StringComparison.Ordinal);
        Assert.DoesNotContain("subject: CN=Mail test root", account, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Encrypted_message_opens_for_its_readers_alone(bool isCurve)
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test", isCurve);
        using var kim = MailCertificateAuthority.Issue("Kim@contoso.test", !isCurve);
        using var stranger = MailCertificateAuthority.Issue("pat@contoso.test", isCurve);

        var received = await SendAsync(
            Rich with { Cc = ["kim@contoso.test"], Attachments = [File("secret.txt", "SECRET")] }, new(null, [MailCertificate.Of(pat), MailCertificate.Of(kim)]));

        foreach (var reader in new[] { pat, kim })
        {
            var entity = SecondParser.Read(OpenSsl.Decrypt(received, reader)).Body;
            Assert.Equal(Text + new string('x', 1500), entity.Parts[0].Parts[0].Text!.ReplaceLineEndings("\r\n"));
            Assert.Equal("secret.txt", entity.Parts[1].FileName);
            Assert.Equal("SECRET"u8.ToArray(), entity.Parts[1].Content);
        }

        Assert.Throws<CryptographicException>(() => OpenSsl.Decrypt(received, stranger));
        var whole = SecondParser.Read(received);
        Assert.Equal("application/pkcs7-mime", whole.Body.Type);
        Assert.Equal("enveloped-data", whole.Body.Parameters["smime-type"]);
        Assert.Equal("smime.p7m", whole.Body.FileName);
        Assert.DoesNotContain("secret.txt", Encoding.ASCII.GetString(received), StringComparison.Ordinal);
        Assert.Contains("aes-256-cbc", OpenSsl.Describe(received), StringComparison.OrdinalIgnoreCase);
        Assert.Empty(_sink.Warnings);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Signed_and_encrypted_message_is_signed_within_and_opens_for_the_sender_too(bool isCurve)
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var alex = MailCertificateAuthority.Issue(AuthorizationServerFixture.User, isCurve);
        using var signer = SignerOf(alex);

        var received = await SendAsync(Rich, new(signer, [MailCertificate.Of(pat)]));

        foreach (var reader in new[] { pat, alex })
        {
            var entity = SecondParser.Read(OpenSsl.Verify(OpenSsl.Decrypt(received, reader))).Body;
            Assert.Equal("multipart/alternative", entity.Type);
        }

        Assert.Throws<CryptographicException>(() => OpenSsl.Verify(received));
    }

    [Fact]
    public async Task Certificate_for_signing_alone_is_no_reader()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var alex = MailCertificateAuthority.Issue(AuthorizationServerFixture.User, usage: X509KeyUsageFlags.DigitalSignature);
        using var signer = SignerOf(alex);

        var received = await SendAsync(Outgoing, new(signer, [MailCertificate.Of(pat)]));

        OpenSsl.Verify(OpenSsl.Decrypt(received, pat));
        Assert.Throws<CryptographicException>(() => OpenSsl.Decrypt(received, alex));
    }

    [Fact]
    public async Task People_who_cannot_read_it_are_named()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var nameless = MailCertificateAuthority.Issue(null);
        var outgoing = Outgoing with { Cc = ["kim@contoso.test"] };

        await SendAsync(outgoing, new(null, [MailCertificate.Of(pat)]));
        Assert.Contains("kim@contoso.test: they will not", Assert.Single(_sink.Warnings), StringComparison.Ordinal);

        // It may be Kim's.
        await SendAsync(outgoing, new(null, [MailCertificate.Of(pat), MailCertificate.Of(nameless)]));
        Assert.Single(_sink.Warnings);
    }

    [Fact]
    public async Task Blind_copy_that_the_certificates_give_away_is_named()
    {
        using var pat = MailCertificateAuthority.Issue("pat@contoso.test");
        using var kim = MailCertificateAuthority.Issue("kim@contoso.test");

        await SendAsync(Outgoing with { Bcc = ["kim@contoso.test"] }, new(null, [MailCertificate.Of(pat), MailCertificate.Of(kim)]));

        Assert.Contains("kim@contoso.test in -Bcc", Assert.Single(_sink.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signer_who_is_not_the_sender_is_named()
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue("boss@contoso.test"));

        await SendAsync(Outgoing, new(signer, []));

        Assert.Contains("boss@contoso.test, and the message is from " + AuthorizationServerFixture.User, Assert.Single(_sink.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_are_closed_once_the_message_holds_them()
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue(AuthorizationServerFixture.User));
        var path = File("a.txt", [1]);
        using var composed = Compose(Outgoing with { Attachments = [path] });

        await new MessageSecurity(signer, []).ApplyAsync(composed, _sink, TestContext.Current.CancellationToken);

        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public async Task Saved_message_is_what_is_sent()
    {
        using var signer = SignerOf(MailCertificateAuthority.Issue(AuthorizationServerFixture.User));
        using var composed = Compose(Rich);
        await new MessageSecurity(signer, []).ApplyAsync(composed, _sink, TestContext.Current.CancellationToken);

        var saved = await MessageFile.SaveAsync(composed, Path.Combine(Folder, "saved.eml"), isDraft: false, TestContext.Current.CancellationToken);

        OpenSsl.Verify(await System.IO.File.ReadAllBytesAsync(saved, TestContext.Current.CancellationToken));
        Assert.Equal(await SendAsync(composed), await System.IO.File.ReadAllBytesAsync(saved, TestContext.Current.CancellationToken));
    }

    private static SigningIdentity SignerOf(X509Certificate2 certificate)
        => SigningIdentity.FromFile(MailCertificateAuthority.Pfx(certificate, "open"), "open");

    private async Task<byte[]> SendAsync(OutgoingMessage outgoing, MessageSecurity security, bool eightBit = true)
    {
        using var composed = MessageComposer.Compose(outgoing, AuthorizationServerFixture.User, DateTimeOffset.UtcNow);
        await security.ApplyAsync(composed, _sink, TestContext.Current.CancellationToken);
        return await SendAsync(composed, eightBit);
    }

    private async Task<byte[]> SendAsync(ComposedMessage composed, bool eightBit = true)
    {
        await using var server = await fixture.StartAsync(options => eightBit
            ? options
            : options with { Extensions = [.. options.Extensions.Where(static name => name != "8BITMIME")] });
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        await session.SendAsync(composed, TestContext.Current.CancellationToken);
        return Assert.Single(server.Messages).Content.ToArray();
    }
}
