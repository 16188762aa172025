using MailKit.Net.Smtp;
using MimeKit;
using MimeKit.Cryptography;

namespace OAuth2Mail.Delivery;

/// <summary>MailKit's client with the one command more that a check needs, and a lighter hand on prepared messages.</summary>
internal sealed class SubmissionClient : SmtpClient
{
    /// <summary>Asks whether the server takes a sender, and takes the question back (MAIL FROM, RSET).</summary>
    /// <returns>The server's answer to MAIL FROM.</returns>
    public async Task<SmtpResponse> ProbeSenderAsync(MailboxAddress sender, CancellationToken cancellationToken)
    {
        SmtpResponse answer = await SendCommandAsync($"MAIL FROM:<{sender.GetAddress(idnEncode: true)}>", cancellationToken)
            .ConfigureAwait(false);
        await SendCommandAsync("RSET", cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Encodes again only what the server could not take; MailKit would also relabel what needs nothing.</summary>
    protected override void Prepare(FormatOptions options, MimeMessage message, EncodingConstraint constraint, int maxLineLength)
    {
        if (message.Headers.Contains(HeaderId.DkimSignature) || message.Headers.Contains(HeaderId.ArcSeal))
        {
            options.International = false;
            return;
        }

        Prepare(message.Body, constraint, maxLineLength);
    }

    private static void Prepare(MimeEntity? entity, EncodingConstraint constraint, int maxLineLength)
    {
        switch (entity)
        {
            case MultipartSigned:
                // It was signed as it is.
                break;
            case Multipart multipart:
                foreach (MimeEntity child in multipart)
                {
                    Prepare(child, constraint, maxLineLength);
                }

                break;
            case MessagePart { Message: not null } message:
                Prepare(message.Message.Body, constraint, maxLineLength);
                break;
            case MimePart { Content: not null } part when NeedsEncoding(part, constraint, maxLineLength):
                part.Prepare(constraint, maxLineLength);
                break;
        }
    }

    private static bool NeedsEncoding(MimePart part, EncodingConstraint constraint, int maxLineLength) =>
        part.ContentTransferEncoding is not (ContentEncoding.Base64 or ContentEncoding.QuotedPrintable or ContentEncoding.UUEncode)
        && part.GetBestEncoding(constraint, maxLineLength) is ContentEncoding.Base64 or ContentEncoding.QuotedPrintable;
}
