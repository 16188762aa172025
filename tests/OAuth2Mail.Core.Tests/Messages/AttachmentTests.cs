using MimeKit;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class AttachmentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("oauth2mail-");

    private static OutgoingMessage Outgoing { get; } =
        new() { To = ["pat@contoso.test"], Subject = "Files", TextBody = "See below.", HtmlBody = "<p>See below." };

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Attachments_keep_name_type_and_every_byte()
    {
        var noise = new byte[100_000];
        new Random(5).NextBytes(noise);
        string[] paths = [File("report.pdf", noise), File("Größe ☃.txt", "äöü"u8.ToArray()), File("no extension", []), File("a\"b;c.csv", [1])];

        using var composed = Compose(Outgoing with { Attachments = paths });
        var parsed = Parse(composed);

        Assert.Equal("multipart/mixed", parsed.Body!.ContentType.MimeType);
        var parts = parsed.Attachments.Cast<MimePart>().ToList();
        Assert.Equal(paths.Select(Path.GetFileName), parts.Select(static p => p.FileName));
        Assert.Equal(["application/pdf", "text/plain", "application/octet-stream", "text/csv"], parts.Select(static p => p.ContentType.MimeType));
        Assert.Equal(noise, Bytes(parts[0]));
        Assert.Equal("äöü"u8.ToArray(), Bytes(parts[1]));
        Assert.Empty(Bytes(parts[2]));
        Assert.Equal("See below.", parsed.TextBody!.TrimEnd());
        Assert.All(parts, static p => Assert.True(p.IsAttachment));
    }

    [Fact]
    public void Name_of_a_file_starts_no_header()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // such names do not exist there
        }

        var path = File("x\r\nBcc: evil@contoso.test\r\n.txt", [1]);

        var failure = Assert.Throws<OAuth2MailException>(() => Compose(Outgoing with { Attachments = [path] }));

        Assert.Equal("HeaderInjection", failure.ErrorId);
        Assert.True(CanBeHadAlone(path));
    }

    [Fact]
    public void Attachment_is_streamed_and_not_held_in_memory()
    {
        var path = File("big.bin", []);
        using (var big = new FileStream(path, FileMode.Open))
        {
            big.SetLength(32 * 1024 * 1024);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var composed = Compose(Outgoing with { Attachments = [path] });
        composed.Message.WriteTo(Stream.Null);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * 1024 * 1024);
    }

    [Fact]
    public void Files_are_open_while_the_message_is_and_closed_with_it()
    {
        var path = File("a.txt", [1]);
        var composed = Compose(Outgoing with { Attachments = [path] });
        Assert.False(CanBeHadAlone(path));

        composed.Dispose();

        Assert.True(CanBeHadAlone(path));
    }

    [Theory]
    [InlineData("missing.txt", FailureKind.NotFound)]
    [InlineData("missing/missing.txt", FailureKind.NotFound)]
    [InlineData(".", FailureKind.InvalidArgument)]
    public void Attachment_that_cannot_be_read_leaves_no_file_open(string bad, FailureKind kind)
    {
        var first = File("first.txt", [1]);

        var failure = Assert.Throws<OAuth2MailException>(
            () => Compose(Outgoing with { Attachments = [first, Path.Combine(_folder.FullName, bad)] }));

        Assert.Equal("AttachmentUnreadable", failure.ErrorId);
        Assert.Equal(kind, failure.Kind);
        Assert.True(CanBeHadAlone(first));
    }

    [Theory]
    [InlineData("")]
    [InlineData("bad\0name")]
    public void Path_that_is_none_is_refused_likewise(string path)
        => Assert.Equal(
            "AttachmentUnreadable",
            Assert.Throws<OAuth2MailException>(() => Compose(Outgoing with { Attachments = [path] })).ErrorId);

    [Fact]
    public void Bad_header_beside_an_attachment_leaves_no_file_open()
    {
        var path = File("a.txt", [1]);

        Assert.Throws<OAuth2MailException>(() => Compose(Outgoing with { Attachments = [path], Subject = "a\r\nb" }));
        Assert.Throws<OAuth2MailException>(() => Compose(Outgoing with { Attachments = [path], ReplyTo = ["nobody"] }));

        Assert.True(CanBeHadAlone(path));
    }

    private static ComposedMessage Compose(OutgoingMessage outgoing)
        => MessageComposer.Compose(outgoing, "alex@contoso.test", DateTimeOffset.UtcNow);

    private static MimeMessage Parse(ComposedMessage composed)
    {
        var bytes = new MemoryStream();
        composed.Message.WriteTo(bytes);
        bytes.Position = 0;
        return MimeMessage.Load(bytes);
    }

    private static byte[] Bytes(MimePart part)
    {
        using var bytes = new MemoryStream();
        part.Content!.DecodeTo(bytes);
        return bytes.ToArray();
    }

    private static bool CanBeHadAlone(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string File(string name, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }
}
