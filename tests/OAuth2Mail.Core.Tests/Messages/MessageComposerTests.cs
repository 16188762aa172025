using System.Text;
using MimeKit;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class MessageComposerTests
{
    private static readonly DateTimeOffset s_date = new(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2));

    private static readonly OutgoingMessage s_outgoing = new()
    {
        To = ["pat@contoso.test", "\"Night, Ops\" <ops@contoso.test>"],
        Cc = ["Zoë Müller <zoe@contoso.test>"],
        Bcc = ["hidden@contoso.test"],
        ReplyTo = ["answers@contoso.test"],
        Subject = "Größe: 5 € & ☃",
        TextBody = "Hello",
    };

    [Fact]
    public void Headers_are_as_described()
    {
        using var composed = Compose(s_outgoing);
        var parsed = Parse(composed);

        Assert.Equal("alex@contoso.test", Assert.Single(parsed.From.Mailboxes).Address);
        Assert.Equal(["pat@contoso.test", "ops@contoso.test"], parsed.To.Mailboxes.Select(static m => m.Address));
        Assert.Equal("Night, Ops", parsed.To.Mailboxes.Last().Name);
        Assert.Equal("Zoë Müller", Assert.Single(parsed.Cc.Mailboxes).Name);
        Assert.Equal("answers@contoso.test", Assert.Single(parsed.ReplyTo.Mailboxes).Address);
        Assert.Equal("Größe: 5 € & ☃", parsed.Subject);
        Assert.Equal(s_date, parsed.Date);
        Assert.Equal(s_date.Offset, parsed.Date.Offset);
        Assert.EndsWith("@contoso.test", parsed.MessageId, StringComparison.Ordinal);
        Assert.Equal(MessagePriority.Normal, parsed.Priority);
        Assert.Equal("alex@contoso.test", composed.Sender.Address);
    }

    [Fact]
    public void Bcc_is_in_the_envelope_and_nowhere_in_the_message()
    {
        using var composed = Compose(s_outgoing);

        Assert.Contains("hidden@contoso.test", composed.Recipients.Select(static r => r.Address));
        Assert.DoesNotContain("hidden", Text(composed), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("bcc", Text(composed), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_recipient_is_in_the_envelope_once()
    {
        using var composed = Compose(s_outgoing with { Cc = ["PAT@contoso.test"], Bcc = ["Pat <pat@contoso.test>", "x@contoso.test"] });

        Assert.Equal(
            ["pat@contoso.test", "ops@contoso.test", "x@contoso.test"], composed.Recipients.Select(static r => r.Address));
    }

    [Fact]
    public void Message_ids_differ()
    {
        using var one = Compose(s_outgoing);
        using var other = Compose(s_outgoing);

        Assert.NotEqual(one.Message.MessageId, other.Message.MessageId);
    }

    [Fact]
    public void Sender_of_the_message_comes_before_the_profile_s()
    {
        using var composed = Compose(s_outgoing with { From = "\"News\" <news@fabrikam.test>" });

        Assert.Equal("news@fabrikam.test", composed.Sender.Address);
        Assert.Equal("News", Parse(composed).From.Mailboxes.Single().Name);
        Assert.EndsWith("@fabrikam.test", composed.Message.MessageId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MessagePriority.Urgent, "urgent", "high")]
    [InlineData(MessagePriority.NonUrgent, "non-urgent", "low")]
    [InlineData(MessagePriority.Normal, null, null)]
    public void Priority_is_told_in_both_ways(MessagePriority priority, string? expected, string? importance)
    {
        using var composed = Compose(s_outgoing with { Priority = priority });
        var parsed = Parse(composed);

        Assert.Equal(expected, parsed.Headers[HeaderId.Priority]);
        Assert.Equal(importance, parsed.Headers[HeaderId.Importance]);
    }

    [Theory]
    [InlineData("text", null, "text/plain")]
    [InlineData(null, "<p>html</p>", "text/html")]
    [InlineData("text", "<p>html</p>", "multipart/alternative")]
    [InlineData(null, null, "text/plain")]
    public void Text_and_HTML_are_alternatives(string? text, string? html, string type)
    {
        using var composed = Compose(s_outgoing with { TextBody = text, HtmlBody = html });
        var parsed = Parse(composed);

        Assert.Equal(type, parsed.Body!.ContentType.MimeType);
        Assert.Equal(html, parsed.HtmlBody?.TrimEnd());
        Assert.Equal(text ?? (html is null ? "" : null), parsed.TextBody?.TrimEnd());
        if (parsed.Body is MultipartAlternative alternatives)
        {
            // RFC 2046 §5.1.4: the richest comes last.
            Assert.Equal(["text/plain", "text/html"], alternatives.Select(static part => part.ContentType.MimeType));
        }
    }

    [Theory]
    [InlineData("utf-8", "Grüße ☃\r\n.\r\n..\r\nFrom here\r\n")]
    [InlineData("iso-8859-1", "Grüße\r\n")]
    [InlineData("us-ascii", "plain\r\n")]
    public void Body_keeps_every_character_in_its_encoding(string encoding, string text)
    {
        using var composed = Compose(s_outgoing with { TextBody = text, Encoding = Encoding.GetEncoding(encoding) });
        var parsed = Parse(composed);

        Assert.Equal(encoding, parsed.Body!.ContentType.Charset, ignoreCase: true);
        Assert.Equal(text, parsed.TextBody!.ReplaceLineEndings("\r\n"));
    }

    [Theory]
    [InlineData("alex@contoso.test\r\nBcc: evil@contoso.test")]
    [InlineData("alex@contoso.test\nBcc: evil@contoso.test")]
    [InlineData("\"Alex\rBcc: evil@contoso.test\" <alex@contoso.test>")]
    [InlineData("alex")]
    [InlineData("alex@")]
    [InlineData("@contoso.test")]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("alex@contoso.test;pat@contoso.test")]
    [InlineData("Group: a@contoso.test;")]
    [InlineData("<alex@contoso.test> trailing")]
    public void Bad_address_is_refused_wherever_it_stands(string address)
    {
        (string Parameter, OutgoingMessage Message)[] places =
        [
            ("-From", s_outgoing with { From = address }),
            ("-To", s_outgoing with { To = ["good@contoso.test", address] }),
            ("-Cc", s_outgoing with { Cc = [address] }),
            ("-Bcc", s_outgoing with { Bcc = [address] }),
            ("-ReplyTo", s_outgoing with { ReplyTo = [address] }),
        ];

        Assert.All(places, static place =>
        {
            var failure = Assert.Throws<OAuth2MailException>(() => Compose(place.Message));
            Assert.Equal("AddressInvalid", failure.ErrorId);
            Assert.StartsWith(place.Parameter + ":", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(failure.Message, char.IsControl);
        });
        Assert.Throws<OAuth2MailException>(() => MessageComposer.Compose(s_outgoing, address, s_date));
    }

    [Theory]
    [InlineData("Hello\r\nBcc: evil@contoso.test")]
    [InlineData("Hello\nBcc: evil@contoso.test")]
    [InlineData("Hello\rBcc: evil@contoso.test")]
    [InlineData("Hello\r\n\r\nbody")]
    public void Line_break_in_the_subject_is_refused(string subject)
        => Assert.Equal(
            "HeaderInjection", Assert.Throws<OAuth2MailException>(() => Compose(s_outgoing with { Subject = subject })).ErrorId);

    [Fact]
    public void Encoded_line_break_in_a_name_starts_no_header()
    {
        using var composed = Compose(s_outgoing with
        {
            To = ["=?utf-8?q?x=0D=0ABcc=3A_evil=40contoso.test?= <pat@contoso.test>"], Subject = "=?utf-8?q?a=0D=0ABcc:_evil?=",
        });

        var parsed = Parse(composed);
        Assert.Empty(parsed.Bcc);
        Assert.DoesNotContain(parsed.Headers, static h => h.Field.Equals("Bcc", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("\nBcc", Text(composed), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Message_needs_a_recipient()
    {
        var failure = Assert.Throws<OAuth2MailException>(() => Compose(s_outgoing with { To = [], Cc = [], Bcc = [] }));

        Assert.Equal("RecipientMissing", failure.ErrorId);
        using var onlyHidden = Compose(s_outgoing with { To = [], Cc = [] });
        Assert.Equal("hidden@contoso.test", Assert.Single(onlyHidden.Recipients).Address);
    }

    private static ComposedMessage Compose(OutgoingMessage outgoing)
        => MessageComposer.Compose(outgoing, "alex@contoso.test", s_date);

    private static string Text(ComposedMessage composed)
    {
        using var bytes = new MemoryStream();
        composed.Message.WriteTo(bytes);
        return Encoding.Latin1.GetString(bytes.ToArray());
    }

    private static MimeMessage Parse(ComposedMessage composed)
    {
        var bytes = new MemoryStream();
        composed.Message.WriteTo(bytes);
        bytes.Position = 0;
        return MimeMessage.Load(bytes);
    }
}
