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

        // Not with the format's HiddenHeaders, which would hide them in attached messages, too.
        message.Message.Body?.Headers.RemoveAll(HeaderId.ContentLength);
        message.Message.Headers.RemoveAll(HeaderId.ContentLength);
        if (!isDraft)
        {
            message.Message.Headers.RemoveAll(HeaderId.Bcc);
            message.Message.Headers.RemoveAll(HeaderId.ResentBcc);
        }

        return format;
    }
}
