using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>How a message is written for transport, to the server or to a file (RFC 5321 §2.3.8).</summary>
internal static class TransportFormat
{
    /// <param name="message">The message.</param>
    /// <param name="isDraft">Keeps Bcc, for a file that is not sent yet.</param>
    public static FormatOptions For(ComposedMessage message, bool isDraft = false)
    {
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        format.EnsureNewLine = true;
        // RFC 6531: headers are UTF-8 where an address needs it.
        format.International = message.AddressBeyondAscii is not null;
        format.HiddenHeaders.Add(HeaderId.ContentLength);
        if (!isDraft)
        {
            // MailKit hides these in its own options only.
            format.HiddenHeaders.Add(HeaderId.Bcc);
            format.HiddenHeaders.Add(HeaderId.ResentBcc);
        }

        return format;
    }
}
