using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Attaches a file that is itself a message, so that mail programs open it as one.</summary>
internal static class AttachedMessage
{
    /// <summary>
    /// Makes a <c>message/rfc822</c> part of a file; such a part may not be base64 (RFC 2046 §5.2.1). Null if it is not a
    /// message, or is one that not every server would accept.
    /// </summary>
    /// <param name="file">The file, which the part reads from while it is sent. It is left at its start where there is no part.</param>
    public static MessagePart? Make(FileStream file)
    {
        try
        {
            MimeMessage message = MimeMessage.Load(ParserOptions.Default, file, persistent: true);
            var part = new FileMessagePart(file) { Message = message };
            if (message.Headers.Contains(HeaderId.From) && IsFit(part))
            {
                return part;
            }
        }
        catch (FormatException)
        {
            // Anything else is attached as an ordinary file.
        }

        file.Position = 0;
        return null;
    }

    // 8-bit parts can be encoded, but 8-bit headers and signed parts cannot.
    private static bool IsFit(MessagePart part)
    {
        TransferEncoding.Fit(part, EncodingConstraint.SevenBit, TransferEncoding.LongestLine);
        return LineMeter.Of(part).Fits(EncodingConstraint.SevenBit, TransferEncoding.LongestLine);
    }

    // MimeKit does not close the stream that it reads a message from.
    private sealed class FileMessagePart(FileStream file) : MessagePart
    {
        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (disposing)
            {
                file.Dispose();
            }
        }
    }
}
