using System.Text;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class EncodingTests : MessageFolder
{
    [Theory]
    [InlineData("utf8", "utf-8", "Grüße 東京")]
    [InlineData("ascii", "us-ascii", "plain")]
    [InlineData("iso-8859-1", "iso-8859-1", "Grüße")]
    [InlineData("1252", "windows-1252", "5 € – Grüße")]
    [InlineData("koi8-r", "koi8-r", "Привет")]
    [InlineData("shift_jis", "shift_jis", "東京")]
    [InlineData("unicode", "utf-16le", "Grüße 東京 🎉")]
    [InlineData("bigendianunicode", "utf-16be", "Grüße 東京 🎉")]
    [InlineData("utf32", "utf-32le", "Grüße 東京 🎉")]
    public void Text_is_sent_in_the_encoding_that_is_wanted(string name, string charset, string text)
    {
        var parsed = Read(Outgoing with { Encoding = Charset.Parse(name), TextBody = text, HtmlBody = $"<p>{text}</p>", Subject = text });

        Assert.All(parsed.Body.Parts, part => Assert.Equal(charset, part.Charset));
        Assert.Equal(text, parsed.Body.Parts[0].Text!.TrimEnd());
        Assert.Equal($"<p>{text}</p>", parsed.Body.Parts[1].Text!.TrimEnd());
        Assert.Equal(text, Assert.Single(parsed["Subject"]));
    }

    [Theory]
    [InlineData("ascii")]
    [InlineData("iso-8859-1")]
    public void What_the_encoding_cannot_hold_is_sent_in_UTF_8_and_nothing_is_lost(string name)
    {
        var parsed = Read(Outgoing with
        {
            Encoding = Charset.Parse(name), TextBody = "東京", HtmlBody = "plain", Subject = "☃", To = ["Łódź <pat@contoso.test>"],
        });

        Assert.Equal("utf-8", parsed.Body.Parts[0].Charset);
        Assert.Equal("東京", parsed.Body.Parts[0].Text!.TrimEnd());
        Assert.NotEqual("utf-8", parsed.Body.Parts[1].Charset);
        Assert.Equal("☃", Assert.Single(parsed["Subject"]));
        Assert.Equal("Łódź <pat@contoso.test>", Assert.Single(parsed["To"]));
    }

    [Fact]
    public void Headers_are_in_the_encoding_too()
    {
        using var composed = Compose(Outgoing with
        {
            Encoding = Encoding.Latin1, Subject = "Größe", From = "Zoë <zoe@contoso.test>", ReplyTo = ["Jörg <j@contoso.test>"],
        });
        using var bytes = new MemoryStream();
        composed.Message.WriteTo(bytes);
        var text = Encoding.Latin1.GetString(bytes.ToArray());

        Assert.Contains("Subject: =?iso-8859-1?", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("From: =?iso-8859-1?", text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Reply-To: =?iso-8859-1?", text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(text, static c => c > '\x7f');
    }

    [Theory]
    [InlineData("default")]
    [InlineData("oem")]
    [InlineData("ansi")]
    [InlineData("UTF8NoBOM")]
    public void Names_of_the_system_s_encodings_are_known(string name) => Assert.NotNull(Charset.Parse(name));

    [Theory]
    [InlineData("no-such-charset", "EncodingUnknown")]
    [InlineData("99999", "EncodingUnknown")]
    [InlineData("", "EncodingUnknown")]
    [InlineData("utf7", "EncodingUnsupported")]
    [InlineData("65000", "EncodingUnsupported")]
    public void What_is_no_encoding_for_mail_is_refused(string name, string errorId)
        => Assert.Equal(errorId, Assert.Throws<OAuth2MailException>(() => Charset.Parse(name)).ErrorId);
}
