using System.Text;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class PreparedMessageTests : MessageFolder
{
    private const string Headers = "From: a@contoso.test\nTo: b@contoso.test\n";

    private static readonly CancellationToken s_end = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_survive_but_for_Bcc_and_line_ends()
    {
        const string Odd = "from:   Alex  <a@contoso.test>\nSubject: =?utf-8?q?G?=  r\n\tu  \nBCC: x@contoso.test,\n y@contoso.test\nTO: b@contoso.test\n"
            + "Content-Type: multipart/mixed;\n  boundary=q\nX-Raw: grüße\n\npreamble  \n--q\nContent-transfer-encoding: 8bit\n\n.\n.. Grüße  \nFrom x\n--q--\nepilogue";

        using var message = await OpenAsync(Odd);
        var saved = await SaveAsync(message);

        Assert.Equal(["b@contoso.test", "x@contoso.test", "y@contoso.test"], message.Recipients.Select(static r => r.Address));
        Assert.Equal("a@contoso.test", message.Sender.Address);
        var expected = Odd.Replace("BCC: x@contoso.test,\n y@contoso.test\n", "", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal);
        Assert.Equal(expected.TrimEnd(), saved.TrimEnd());
    }

    [Theory]
    [InlineData("Sender: s@contoso.test\n" + Headers, "s@contoso.test", "b@contoso.test")]
    [InlineData("From: a@contoso.test, c@contoso.test\nTo: G: b@contoso.test, d@contoso.test;, B@contoso.test\nCc:\n", "a@contoso.test", "b@contoso.test d@contoso.test")]
    [InlineData("Resent-From: r@contoso.test\nResent-To: n@contoso.test\nResent-From: old@contoso.test\nResent-To: older@contoso.test\n" + Headers, "r@contoso.test", "n@contoso.test")]
    [InlineData("Resent-Sender: s@contoso.test\nResent-From: r@contoso.test\nResent-Bcc: n@contoso.test\nReceived: x\nResent-To: older@contoso.test\n" + Headers, "s@contoso.test", "n@contoso.test")]
    public async Task Envelope_is_that_of_the_headers(string headers, string sender, string recipients)
    {
        using var message = await OpenAsync(headers + "\nText");

        Assert.Equal(sender, message.Sender.Address);
        Assert.Equal(recipients, string.Join(' ', message.Recipients.Select(static r => r.Address)));
    }

    [Theory]
    [InlineData("", "MessageInvalid")]
    [InlineData("just some text\nand more", "MessageInvalid")]
    [InlineData("\0\u0001\u0002\u0003", "MessageInvalid")]
    [InlineData("To: b@contoso.test\n\nText", "MessageInvalid")]
    [InlineData("From: a@contoso.test\n\nText", "RecipientMissing")]
    [InlineData("From: a@contoso.test\nTo: undisclosed-recipients:;\n\nText", "RecipientMissing")]
    [InlineData("From: a@contoso.test\nTo: nobody\n\nText", "AddressInvalid")]
    public async Task File_that_cannot_be_sent_is_refused_and_closed(string content, string errorId)
    {
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => OpenAsync(content));

        Assert.Equal(errorId, failure.ErrorId);
        System.IO.File.Delete(Path.Combine(Folder, "m.eml"));
        using var alone = new FileStream(File("m.eml", content), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public async Task Endless_headers_are_refused()
        => Assert.Equal("MessageInvalid", (await Assert.ThrowsAsync<OAuth2MailException>(
            () => OpenAsync(Headers + string.Concat(Enumerable.Repeat("X-A: " + new string('x', 900) + "\n", 1300))))).ErrorId);

    [Fact]
    public async Task Nothing_is_written_over()
    {
        var target = Path.Combine(Folder, "out.eml");
        System.IO.File.WriteAllText(target, "kept");
        using var message = await OpenAsync(Headers + "Message-ID: <../../x:1@contoso.test>\n\nText");

        var second = await MessageFile.SaveAsync(message, target, isDraft: false, s_end);
        var inFolder = await MessageFile.SaveAsync(message, Path.Combine(Folder, "box"), isDraft: false, s_end);

        Assert.Equal("kept", System.IO.File.ReadAllText(target));
        Assert.Equal("out-2.eml", Path.GetFileName(second));
        Assert.Equal(Path.Combine(Folder, "box"), Path.GetDirectoryName(inFolder));
        Assert.DoesNotContain(':', Path.GetFileName(inFolder));
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => MessageFile.SaveAsync(message, Path.Combine(target, "x"), isDraft: false, s_end));
        Assert.Equal("SaveFailed", failure.ErrorId);
    }

    private Task<ComposedMessage> OpenAsync(string content) => PreparedMessage.OpenAsync(File("m.eml", content), s_end);

    private async Task<string> SaveAsync(ComposedMessage message)
        => Encoding.UTF8.GetString(System.IO.File.ReadAllBytes(await MessageFile.SaveAsync(message, Path.Combine(Folder, "saved.eml"), isDraft: false, s_end)));
}
