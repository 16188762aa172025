using System.Text;
using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Makes a message's body: the alternatives of its text, then the attachments.</summary>
internal static class MessageBody
{
    /// <param name="outgoing">What the user described.</param>
    /// <param name="domain">The sender's, for new Content-IDs.</param>
    /// <exception cref="OAuth2MailException">A file is bad; none stays open.</exception>
    public static MimeEntity Compose(OutgoingMessage outgoing, string domain)
    {
        MimeEntity body = ComposeAlternatives(outgoing, domain);
        return outgoing.Attachments.Count == 0
            ? body
            : Fill(new Multipart("mixed"), () => [body], () => outgoing.Attachments.Select(FilePart.Attachment));
    }

    private static MimeEntity ComposeAlternatives(OutgoingMessage outgoing, string domain)
    {
        List<MimeEntity> alternatives = [];
        if (outgoing.TextBody is not null || outgoing.HtmlBody is null)
        {
            alternatives.Add(Text("plain", outgoing.TextBody ?? "", outgoing.Encoding));
        }

        // RFC 2046 §5.1.4: the richest alternative comes last. An invitation is what a calendar program shows best.
        TextPart? calendar = outgoing.CalendarFile is string path ? Invitation.Read(path) : null;
        if (ComposeHtml(outgoing, domain) is MimeEntity html)
        {
            alternatives.Add(html);
        }

        if (calendar is not null)
        {
            alternatives.Add(calendar);
        }

        return alternatives.Count == 1 ? alternatives[0] : Fill(new MultipartAlternative(), () => alternatives);
    }

    private static MimeEntity? ComposeHtml(OutgoingMessage outgoing, string domain)
    {
        if (outgoing.HtmlBody is not string html)
        {
            return outgoing.InlineImages.Count == 0 && outgoing.ImageFolder is null ? null : throw new OAuth2MailException(
                "HtmlBodyMissing",
                FailureKind.InvalidArgument,
                "Images can be shown only in HTML, but the message has no HTML.",
                "Give -HtmlBody, or -Body with -BodyAsHtml.");
        }

        List<KeyValuePair<string, string>> images = [.. outgoing.InlineImages];
        images.ForEach(image => ContentIdentifier.Check(image.Key));
        if (outgoing.ImageFolder is string folder)
        {
            var local = new LocalImages(folder, domain);
            html = local.Embed(html);
            images.AddRange(local.Found);
        }

        TextPart text = Text("html", html, outgoing.Encoding);
        return images.Count == 0
            ? text
            : Fill(NewRelated(), () => [text], () => images.Select(image => FilePart.Inline(image.Value, image.Key)));
    }

    // RFC 2387 §3.1 requires the type of the part that is shown first.
    private static MultipartRelated NewRelated()
    {
        var related = new MultipartRelated();
        related.ContentType.Parameters.Add("type", "text/html");
        return related;
    }

    private static TextPart Text(string subtype, string text, Encoding wanted)
    {
        Encoding encoding = Charset.ForBody(wanted, text);
        var part = new TextPart(subtype);

        // RFC 2046 §4.1.1: whatever the encoding, lines of text end with CRLF.
        part.SetText(encoding, text.Replace("\r\n", "\n").Replace('\r', '\n').Replace("\n", "\r\n"));
        part.ContentType.Charset = Charset.MimeName(encoding);
        if (Charset.IsWide(encoding))
        {
            part.ContentTransferEncoding = ContentEncoding.Base64;
        }

        return part;
    }

    // Parts hold open files: those already added are closed if a later one fails.
    private static Multipart Fill(Multipart parent, params Func<IEnumerable<MimeEntity>>[] children)
    {
        try
        {
            foreach (MimeEntity child in children.SelectMany(get => get()))
            {
                parent.Add(child);
            }

            return parent;
        }
        catch
        {
            parent.Dispose();
            throw;
        }
    }
}
