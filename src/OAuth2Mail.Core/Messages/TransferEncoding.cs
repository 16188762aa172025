using MimeKit;
using MimeKit.Cryptography;

namespace OAuth2Mail.Messages;

/// <summary>Encodes the parts of a message for servers, except what needs no encoding or must not change.</summary>
internal static class TransferEncoding
{
    /// <summary>The longest line of a message, in octets, without its end (RFC 5321 §4.5.3.1.6, RFC 5322 §2.1.1).</summary>
    public const int LongestLine = 998;

    /// <summary>
    /// Encodes a message that was composed here, in the seven bits that every server takes: what MimeKit finds best for each part,
    /// attached messages excepted.
    /// </summary>
    public static void Compose(MimeEntity entity)
    {
        switch (entity)
        {
            case MessagePart:
                // An attached message was adapted when it was attached.
                break;
            case Multipart multipart:
                foreach (MimeEntity child in multipart)
                {
                    Compose(child);
                }

                break;
            default:
                entity.Prepare(EncodingConstraint.SevenBit, LongestLine);
                break;
        }
    }

    /// <summary>Encodes those parts of an existing message that a server could not accept as they are.</summary>
    public static void Fit(MimeEntity? entity, EncodingConstraint constraint, int longestLine)
    {
        switch (entity)
        {
            case MultipartSigned:
                // It was signed as it is.
                break;
            case Multipart multipart:
                foreach (MimeEntity child in multipart)
                {
                    Fit(child, constraint, longestLine);
                }

                break;
            case MessagePart { Message: not null } message:
                Fit(message.Message.Body, constraint, longestLine);
                break;
            case MimePart { Content: not null } part when IsPlain(part) && !LineMeter.Of(part.Content).Fits(constraint, longestLine):
                part.Prepare(constraint, longestLine);
                break;
        }
    }

    private static bool IsPlain(MimePart part) =>
        part.ContentTransferEncoding is not (ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode);
}
