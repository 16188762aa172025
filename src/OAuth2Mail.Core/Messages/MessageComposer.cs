using MimeKit;
using MimeKit.Utils;

namespace OAuth2Mail.Messages;

/// <summary>Makes a MIME message of what the user described.</summary>
internal static class MessageComposer
{
    /// <param name="outgoing">What the user described.</param>
    /// <param name="defaultSender">The sender where the user named none.</param>
    /// <param name="date">The Date header.</param>
    /// <exception cref="OAuth2MailException">An address, a header value or an attachment is bad; nothing stays open.</exception>
    public static ComposedMessage Compose(OutgoingMessage outgoing, string defaultSender, DateTimeOffset date)
    {
        MailboxAddress from = MailAddress.Parse(outgoing.From ?? defaultSender, "-From");
        List<MailboxAddress> to = MailAddress.ParseAll(outgoing.To, "-To");
        List<MailboxAddress> cc = MailAddress.ParseAll(outgoing.Cc, "-Cc");
        List<MailboxAddress> bcc = MailAddress.ParseAll(outgoing.Bcc, "-Bcc");
        List<MailboxAddress> recipients =
            [.. to.Concat(cc).Concat(bcc).GroupBy(a => a.Address, StringComparer.OrdinalIgnoreCase).Select(g => g.First())];
        if (recipients.Count == 0)
        {
            throw new OAuth2MailException(
                "RecipientMissing", FailureKind.InvalidArgument, "The message has no recipient.", "Give -To, -Cc or -Bcc.");
        }

        var message = new MimeMessage();
        try
        {
            message.From.Add(from);
            message.To.AddRange(to);
            message.Cc.AddRange(cc);
            message.ReplyTo.AddRange(MailAddress.ParseAll(outgoing.ReplyTo, "-ReplyTo"));
            message.Subject = SingleLine(outgoing.Subject ?? "", "-Subject");
            message.Date = date;
            message.MessageId = MimeUtils.GenerateMessageId(from.Domain);
            if (outgoing.Priority != MessagePriority.Normal)
            {
                message.Priority = outgoing.Priority;
                message.Importance =
                    outgoing.Priority == MessagePriority.Urgent ? MessageImportance.High : MessageImportance.Low;
            }

            message.Body = ComposeBody(outgoing);
            return new ComposedMessage(message, from, recipients);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private static MimeEntity ComposeBody(OutgoingMessage outgoing)
    {
        MimeEntity body = ComposeText(outgoing);
        if (outgoing.Attachments.Count == 0)
        {
            return body;
        }

        var mixed = new Multipart("mixed") { body };
        try
        {
            foreach (string path in outgoing.Attachments)
            {
                mixed.Add(OpenAttachment(path));
            }
        }
        catch
        {
            mixed.Dispose();
            throw;
        }

        return mixed;
    }

    private static MimeEntity ComposeText(OutgoingMessage outgoing)
    {
        TextPart? text = outgoing.TextBody is null && outgoing.HtmlBody is not null
            ? null
            : Text("plain", outgoing.TextBody ?? "", outgoing);
        TextPart? html = outgoing.HtmlBody is null ? null : Text("html", outgoing.HtmlBody, outgoing);

        // RFC 2046 §5.1.4: the richest alternative comes last.
        return (text, html) switch
        {
            (not null, not null) => new MultipartAlternative { text, html },
            _ => (MimeEntity?)text ?? html!,
        };
    }

    private static TextPart Text(string subtype, string text, OutgoingMessage outgoing)
    {
        var part = new TextPart(subtype);
        part.SetText(outgoing.Encoding, text);
        return part;
    }

    private static MimePart OpenAttachment(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new OAuth2MailException(
                "AttachmentUnreadable",
                e is FileNotFoundException or DirectoryNotFoundException ? FailureKind.NotFound : FailureKind.InvalidArgument,
                $"Attachment '{path}' cannot be read: {e.Message}",
                "Nothing was sent. Check the path and whether another program has the file open.",
                e);
        }

        string name = Path.GetFileName(path);
        return new MimePart(MimeTypes.GetMimeType(name))
        {
            Content = new MimeContent(file),
            ContentDisposition = new ContentDisposition(ContentDisposition.Attachment) { FileName = name },
            // Fixed, so that the file is not read a further time to find the best encoding.
            ContentTransferEncoding = ContentEncoding.Base64,
            FileName = name,
        };
    }

    private static string SingleLine(string value, string parameter) =>
        value.IndexOfAny(['\r', '\n']) < 0 ? value : throw new OAuth2MailException(
            "HeaderInjection",
            FailureKind.InvalidArgument,
            $"{parameter} holds a line break, which would start another header.",
            "Remove the line break.");
}
