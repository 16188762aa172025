using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Attaches a file that is itself a message, so that mail programs open it as one.</summary>
internal static class AttachedMessage
{
    /// <summary>
    /// Makes a <c>message/rfc822</c> of a file, which may not be base64 (RFC 2046 §5.2.1); null where it is no message, or one
    /// that would not go through every server.
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
            // Anything else is a file like every other.
        }

        file.Position = 0;
        return null;
    }

    // Parts in eight bits can be encoded, headers in eight bits and what was signed cannot.
    private static bool IsFit(MessagePart part)
    {
        TransferEncoding.Fit(part, EncodingConstraint.SevenBit, TransferEncoding.LongestLine);
        return LineMeter.Of(part).Fits(EncodingConstraint.SevenBit, TransferEncoding.LongestLine);
    }

    // What MimeKit reads a message from stays the reader's own.
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
