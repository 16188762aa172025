using System.Text;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

/// <summary>Attached messages are messages: not in base64 (RFC 2046 §5.2.1), and as they were.</summary>
public sealed class AttachedMessageTests : MessageFolder
{
    private const string Start = "From: a@contoso.test\r\nTo: b@contoso.test\r\n";

    [Theory]
    [InlineData("Subject: x\r\n\r\nText\r\n")]
    [InlineData("Bcc: c@contoso.test\r\nContent-Length: 99\r\nResent-Bcc: d@contoso.test\r\n\r\nText\r\n")]
    [InlineData("X-Odd:   kept \r\nContent-Type: text/plain;  charset=us-ascii\r\n\r\nFrom here\r\n.dot \r\n")]
    [InlineData("Content-Type: multipart/signed; boundary=q\r\n\r\n--q\r\n\r\nx  \r\n--q\r\n\r\nsignature\r\n--q--\r\n")]
    public void Attached_message_keeps_every_byte(string rest)
    {
        var sent = Write(File("a.eml", Start + rest));

        Assert.Contains("Content-Type: message/rfc822; name=a.eml", sent, StringComparison.Ordinal);
        Assert.Contains("Content-Disposition: attachment; filename=a.eml", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("base64", sent, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\n" + Start + rest, sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_in_eight_bits_are_encoded_within()
    {
        var sent = Write(File("a.eml", Start + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n"));

        Assert.Contains("message/rfc822", sent, StringComparison.Ordinal);
        Assert.DoesNotContain(sent, static c => c > '\x7f');
        var parsed = SecondParser.Read(Encoding.Latin1.GetBytes(sent));
        Assert.Empty(parsed.Defects);
    }

    [Theory]
    [InlineData("Subject: Grüße\r\n\r\nText\r\n", "a.eml")]
    [InlineData("Content-Type: multipart/signed; boundary=q\r\n\r\n--q\r\nContent-Transfer-Encoding: 8bit\r\n\r\nGrüße\r\n--q--\r\n", "a.eml")]
    [InlineData("X-Long: xxx\r\n\r\nText\r\n", "a.mim")]
    public void What_cannot_go_as_a_message_goes_as_a_file_with_every_byte(string rest, string name)
    {
        var content = Start + rest.Replace("xxx", new string('x', 2000), StringComparison.Ordinal);

        var part = Read(Outgoing with { Attachments = [File(name, content)] }).Body.Parts[1];

        Assert.Equal("application/octet-stream", part.Type);
        Assert.Equal(content, Encoding.UTF8.GetString(part.Content!));
    }

    [Theory]
    [InlineData("")]
    [InlineData("just text")]
    [InlineData("\0\u0001")]
    public void What_is_no_message_goes_as_a_file(string content)
        => Assert.Equal("application/octet-stream", Read(Outgoing with { Attachments = [File("a.eml", content)] }).Body.Parts[1].Type);

    [Fact]
    public void File_is_closed_with_the_message()
    {
        var path = File("a.eml", Start + "\r\nText");
        Compose(Outgoing with { Attachments = [path] }).Dispose();

        using var alone = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    private static string Write(string path)
    {
        using var composed = Compose(Outgoing with { Attachments = [path] });
        using var bytes = new MemoryStream();
        composed.Message.WriteTo(TransportFormat.For(composed), bytes, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }
}
