using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>How a message is written for transport, to the server or to a file (RFC 5321 §2.3.8).</summary>
internal static class TransportFormat
{
    public static FormatOptions Create()
    {
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        // MailKit hides these in its own options only, and a prepared message may have them.
        format.HiddenHeaders.Add(HeaderId.ContentLength);
        format.HiddenHeaders.Add(HeaderId.Bcc);
        format.HiddenHeaders.Add(HeaderId.ResentBcc);
        return format;
    }
}
