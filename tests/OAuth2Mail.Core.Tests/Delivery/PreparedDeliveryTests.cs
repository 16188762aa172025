using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MimeKit;
using MimeKit.Cryptography;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>What the transport does to messages that exist already: nothing that it need not.</summary>
public sealed class PreparedDeliveryTests(DeliveryFixture fixture) : MessageFolder, IClassFixture<DeliveryFixture>
{
    private const string Start = $"From: {AuthorizationServerFixture.User}\r\nTo: b@contoso.test\r\n";

    [Theory]
    [InlineData("Content-Transfer-Encoding: 8bit\r\n\r\nonly ascii\r\n")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n")]
    [InlineData("\r\nno MIME at all\r\n")]
    [InlineData("\r\nFrom here\r\n From\r\n>From\r\n.\r\nFrom there\r\n")]
    [InlineData("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nFrom Köln\r\n")]
    [InlineData("Content-Type: message/rfc822\r\n\r\nFrom: c@contoso.test\r\nBcc: d@contoso.test\r\nResent-Bcc: e@contoso.test\r\nContent-Length: 4\r\n\r\nFrom x\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nBcc: d@contoso.test\r\n\r\nx\r\n--b--\r\n")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n--b\r\nContent-Transfer-Encoding: 8BIT\r\n\r\nx \r\n--b--\r\nepilogue\r\n")]
    public async Task Server_that_takes_eight_bits_gets_every_byte(string rest)
        => Assert.Equal(Start + rest, Encoding.UTF8.GetString((await SendAsync(Start + rest)).Content.Span));

    [Theory]
    [InlineData("Bcc: x@contoso.test\r\n")]
    [InlineData("Content-Length: 12\r\n")]
    [InlineData("Bcc: x@contoso.test,\r\n y@contoso.test\r\ncontent-length: 12\r\n")]
    public async Task Hidden_headers_of_the_message_itself_stay_behind(string hidden)
        => Assert.Equal(
            $"{Start}X-A:  b \r\nContent-Type: text/plain\r\n\r\nText\r\n",
            Encoding.UTF8.GetString((await SendAsync($"{Start}{hidden}X-A:  b \r\nContent-Type: text/plain\r\n\r\nText\r\n")).Content.Span));

    [Theory]
    [InlineData("8bit", "Grüße")]
    [InlineData("7bit", "long")]
    public async Task What_the_server_cannot_take_is_encoded_again_and_reads_the_same(string encoding, string text)
    {
        text = text == "long" ? new string('x', 2000) : text;

        var received = await SendAsync(
            $"{Start}X-Odd:   kept \r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{text}\r\n",
            eightBit: false);

        Assert.DoesNotContain(received.Text, static c => c > '\x7f');
        Assert.All(received.Text.Split("\r\n"), static line => Assert.InRange(line.Length, 0, 998));
        Assert.StartsWith(Start + "X-Odd:   kept \r\n", received.Text, StringComparison.Ordinal);
        Assert.Equal(text, SecondParser.Read(received.Content.ToArray()).Body.Text!.TrimEnd());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Signature_stays_good(bool eightBit)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN=Alex, E={AuthorizationServerFixture.User}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var context = new TemporarySecureMimeContext();
        var end = TestContext.Current.CancellationToken;
        var text = new TextPart("plain") { Text = "Grüße  \r\nFrom here \r\n.dot\r\n" };
        var message = new MimeMessage([MailboxAddress.Parse(AuthorizationServerFixture.User)], [MailboxAddress.Parse("b@contoso.test")], "Signed", new TextPart())
        {
            Body = await MultipartSigned.CreateAsync(context, new CmsSigner(certificate), text, end),
        };
        using var bytes = new MemoryStream();
        await message.WriteToAsync(bytes, end);

        var received = await SendAsync(Encoding.Latin1.GetString(bytes.ToArray()), eightBit, Encoding.Latin1);

        var signed = Assert.IsType<MultipartSigned>(MimeMessage.Load(new MemoryStream(received.Content.ToArray()), end).Body);
        Assert.True(Assert.Single(signed.Verify(context, end)).Verify(verifySignatureOnly: true));
    }

    private async Task<ReceivedMessage> SendAsync(string content, bool eightBit = true, Encoding? encoding = null)
    {
        await using var server = await fixture.StartAsync(options => eightBit
            ? options
            : options with { Extensions = [.. options.Extensions.Where(static name => name != "8BITMIME")] });
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = await PreparedMessage.OpenAsync(
            File("m.eml", (encoding ?? Encoding.UTF8).GetBytes(content)), TestContext.Current.CancellationToken);
        await session.SendAsync(message, TestContext.Current.CancellationToken);
        return Assert.Single(server.Messages);
    }
}
