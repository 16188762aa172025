using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class ImageTests : MessageFolder
{
    [Fact]
    public void Inline_image_is_related_to_the_HTML_that_shows_it()
    {
        var logo = File("logo.png", [1, 2, 3]);

        var body = Read(Outgoing with
        {
            HtmlBody = "<img src=\"cid:logo\">", InlineImages = [new("logo", logo), new("unused@contoso.test", logo)],
            Attachments = [File("a.txt", "x")],
        }).Body;

        Assert.Equal("multipart/mixed", body.Type);
        var alternatives = body.Parts[0];
        Assert.Equal(["text/plain", "multipart/related"], alternatives.Parts.Select(static p => p.Type));
        var related = alternatives.Parts[1];
        Assert.Equal(["text/html", "image/png", "image/png"], related.Parts.Select(static p => p.Type));
        Assert.Equal("text/html", related.Parameters["type"]);
        Assert.Equal([null, "<logo>", "<unused@contoso.test>"], related.Parts.Select(static p => p.ContentId));
        Assert.Equal("inline", related.Parts[1].Disposition);
        Assert.Equal([1, 2, 3], related.Parts[1].Content);
        Assert.Equal("attachment", body.Parts[1].Disposition);
    }

    [Fact]
    public void Local_images_are_embedded_each_once_and_other_references_stay()
    {
        File("a b.png", [1]);
        var absolute = File("c.gif", [2]);
        string[] elsewhere = ["https://contoso.test/x.png", "//contoso.test/x.png", "cid:mine", "data:image/png;base64,AA=="];
        var html = $"<!-- <img src=\"gone.png\"> --><p title='1 < 2'>&amp; ü</p><IMG alt=\"x\" src='a%20b.png'><img src=\"./a b.png\"/>"
            + $"<img src=\"{new Uri(absolute)}\"><img>" + string.Concat(elsewhere.Select(static e => $"<img src=\"{e}\">"));

        var related = Read(Outgoing with { TextBody = null, HtmlBody = html, ImageFolder = Folder }).Body;

        Assert.Equal(["text/html", "image/png", "image/gif"], related.Parts.Select(static p => p.Type));
        var sent = related.Parts[0].Text!;
        var first = related.Parts[1].ContentId!.Trim('<', '>');
        Assert.Equal(2, sent.Split($"src=\"cid:{first}\"").Length - 1);
        Assert.Contains($"src=\"cid:{related.Parts[2].ContentId!.Trim('<', '>')}\"", sent, StringComparison.Ordinal);
        Assert.All(elsewhere, e => Assert.Contains($"src=\"{e}\"", sent, StringComparison.Ordinal));
        Assert.Contains("<!-- <img src=\"gone.png\"> -->", sent, StringComparison.Ordinal);
        Assert.Contains("&amp; ü</p>", sent, StringComparison.Ordinal);
        Assert.Contains("alt=\"x\"", sent, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_in_the_HTML_itself_may_be_long()
    {
        // Longer than an address may be for Uri before .NET 10.
        string html = $"<img src=\"data:image/png;base64,{new string('A', 200_000)}\">";

        Assert.Equal(html, Read(Outgoing with { TextBody = null, HtmlBody = html, ImageFolder = Folder }).Body.Text!.TrimEnd());
    }

    [Fact]
    public void HTML_without_a_local_image_is_not_touched()
    {
        const string Html = "<P Class=x>1 < 2<br/><img src=cid:a>";

        Assert.Equal(Html, Read(Outgoing with { TextBody = null, HtmlBody = Html, ImageFolder = Folder }).Body.Text!.TrimEnd());
    }

    [Fact]
    public void Missing_image_is_named()
    {
        var failure = Assert.Throws<OAuth2MailException>(
            () => Compose(Outgoing with { HtmlBody = "<img src='./chart.png'>", ImageFolder = Folder }));

        Assert.Equal("ImageUnreadable", failure.ErrorId);
        Assert.Contains("./chart.png", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_is_no_image_is_not_carried_off()
    {
        File("secrets.txt", "x");
        Refuses("ImageInvalid", Outgoing with { HtmlBody = "<img src='secrets.txt'>", ImageFolder = Folder });
    }

    [Theory]
    [InlineData("\\\\contoso.test\\share\\x.png")]
    [InlineData("\\/contoso.test/x.png")]
    [InlineData("/\\contoso.test/x.png")]
    [InlineData("%5C%5Ccontoso.test%5Cx.png")]
    [InlineData("/%2Fcontoso.test/x.png")]
    [InlineData("file://contoso.test/share/x.png")]
    [InlineData("FILE://contoso.test/x.png")]
    [InlineData("file:////contoso.test/x.png")]
    [InlineData("\\\\?\\UNC\\contoso.test\\x.png")]
    [InlineData("\\??\\UNC\\contoso.test\\x.png")]
    [InlineData("\\\\.\\pipe\\x.png")]
    [InlineData("../x.png")]
    [InlineData("..%2Fx.png")]
    [InlineData("/x.png")]
    [InlineData("file:///x.png")]
    public void Image_elsewhere_is_not_even_looked_for(string reference)
        => Refuses("ImageOutsideFolder", Outgoing with { HtmlBody = $"<img src='{reference}'>", ImageFolder = Folder });

    [Fact]
    public void Links_lead_out_of_no_folder()
    {
        var outside = Directory.CreateTempSubdirectory("oauth2mail-outside-");
        try
        {
            System.IO.File.WriteAllBytes(Path.Combine(outside.FullName, "x.png"), [1]);
            System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "file.png"), Path.Combine(outside.FullName, "x.png"));
            Directory.CreateSymbolicLink(Path.Combine(Folder, "sub"), outside.FullName);
            System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "twice.png"), "file.png");
            System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "circle.png"), "circle.png");
            foreach (var reference in new[] { "file.png", "sub/x.png", "twice.png", "circle.png" })
            {
                Refuses("ImageOutsideFolder", Outgoing with { HtmlBody = $"<img src='{reference}'>", ImageFolder = Folder });
            }
        }
        finally
        {
            outside.Delete(recursive: true);
        }
    }

    [Fact]
    public void Links_within_the_folder_are_followed()
    {
        File("real.png", [7]);
        System.IO.File.CreateSymbolicLink(Path.Combine(Folder, "link.png"), "real.png");
        var link = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Directory.CreateSymbolicLink(link, Folder);
        try
        {
            var body = Read(Outgoing with { TextBody = null, HtmlBody = "<img src='link.png'>", ImageFolder = link }).Body;

            Assert.Equal([7], body.Parts[1].Content);
        }
        finally
        {
            System.IO.File.Delete(link);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("<logo>")]
    [InlineData("a\r\nX: y")]
    [InlineData("lögo")]
    public void Bad_content_id_is_refused(string contentId)
        => Refuses("ContentIdInvalid", Outgoing with { HtmlBody = "x", InlineImages = [new(contentId, File("a.png", [1]))] });

    [Fact]
    public void Images_need_HTML()
    {
        Refuses("HtmlBodyMissing", Outgoing with { InlineImages = [new("a", File("a.png", [1]))] });
        Refuses("HtmlBodyMissing", Outgoing with { ImageFolder = Folder });
    }
}
