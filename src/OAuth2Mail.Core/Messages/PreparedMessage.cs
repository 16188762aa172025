using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Reads a message that already exists as a file. Its bytes are sent as they are, except for the Bcc header.</summary>
internal static class PreparedMessage
{
    /// <summary>The longest header block, in bytes.</summary>
    public const int MaximumHeaderSize = 1024 * 1024;

    private static readonly string[] s_recipients = ["To", "Cc", "Bcc"];

    private static readonly string[] s_resent = ["Resent-From", "Resent-Sender", "Resent-To", "Resent-Cc", "Resent-Bcc"];

    /// <summary>Opens a message file, which is read while the message is sent.</summary>
    /// <param name="path">The full path.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="OAuth2MailException">It cannot be read, is not a message, or lacks a sender or a recipient.</exception>
    public static async Task<ComposedMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        FileStream file = FilePart.OpenFile(path, "Message");
        ComposedMessage? composed = null;
        try
        {
            await CheckHeaderSizeAsync(file, path, cancellationToken).ConfigureAwait(false);
            MimeMessage message = await MimeMessage.LoadAsync(ParserOptions.Default, file, persistent: true, cancellationToken).ConfigureAwait(false);
            if (message.Headers.Count == 0 || message.Headers.Any(header => header.Field.Any(c => c is <= ' ' or >= '\x7f')))
            {
                throw Invalid(path, "it does not begin with the headers of a message");
            }

            (MailboxAddress sender, IReadOnlyList<MailboxAddress> recipients) = ReadEnvelope(message, path);
            return composed = new ComposedMessage(message, sender, recipients, file);
        }
        catch (Exception e) when (e is FormatException or IOException)
        {
            throw Invalid(path, e.Message);
        }
        finally
        {
            if (composed is null)
            {
                Close(file);
            }
        }
    }

    // The file is only read, so closing it does not block.
    private static void Close(FileStream file) => file.Dispose();

    private static async Task CheckHeaderSizeAsync(FileStream file, string path, CancellationToken cancellationToken)
    {
        var head = new byte[(int)Math.Min(file.Length, MaximumHeaderSize)];
        int length = 0;
        while (length < head.Length)
        {
            int read = await file.ReadAsync(head, length, head.Length - length, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        file.Position = 0;
        if (length == 0)
        {
            throw Invalid(path, "it is empty");
        }

        if (length == MaximumHeaderSize && !HoldsEmptyLine(head))
        {
            throw Invalid(path, "its headers are longer than 1 MB");
        }
    }

    private static bool HoldsEmptyLine(byte[] head)
    {
        for (int i = 0; i + 2 < head.Length; i++)
        {
            if (head[i] == '\n' && (head[i + 1] == '\n' || (head[i + 1] == '\r' && head[i + 2] == '\n')))
            {
                return true;
            }
        }

        return false;
    }

    // RFC 5322 §3.6.6: where a message is sent again, the newest block of Resent- headers, the first one, says who sends
    // it to whom. RFC 6409 §6.1: the sender is Sender, or else From.
    private static (MailboxAddress Sender, IReadOnlyList<MailboxAddress> Recipients) ReadEnvelope(MimeMessage message, string path)
    {
        List<Header> resent = FirstResentBlock(message.Headers);
        IReadOnlyList<Header> headers = resent.Count > 0 ? resent : [.. message.Headers];
        string prefix = resent.Count > 0 ? "Resent-" : "";
        MailboxAddress sender = Addresses(headers, prefix + "Sender", path).Concat(Addresses(headers, prefix + "From", path)).FirstOrDefault()
            ?? throw Invalid(path, $"it has no {prefix}From");
        List<MailboxAddress> recipients = MailAddress.Distinct(
            s_recipients.SelectMany(field => Addresses(headers, prefix + field, path)));
        return recipients.Count > 0 ? (sender, recipients) : throw new OAuth2MailException(
            "RecipientMissing",
            FailureKind.InvalidArgument,
            $"'{path}' has no recipient.",
            $"The recipients are those of its {prefix}To, {prefix}Cc and {prefix}Bcc headers.");
    }

    private static List<Header> FirstResentBlock(HeaderList headers)
    {
        var block = new List<Header>();
        foreach (Header header in headers.SkipWhile(header => !s_resent.Contains(header.Field, StringComparer.OrdinalIgnoreCase)))
        {
            if (!header.Field.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase) || block.Any(other => other.Id == header.Id))
            {
                break;
            }

            block.Add(header);
        }

        return block;
    }

    private static List<MailboxAddress> Addresses(IReadOnlyList<Header> headers, string field, string path)
    {
        var addresses = new List<MailboxAddress>();
        foreach (Header header in headers.Where(header => header.Field.Equals(field, StringComparison.OrdinalIgnoreCase)))
        {
            if (header.Value.Trim().Length == 0)
            {
                continue;
            }

            if (!InternetAddressList.TryParse(header.RawValue, out InternetAddressList? list)
                || list.Mailboxes.Any(mailbox => mailbox.Address.IndexOf('@') <= 0 || mailbox.Address.Any(char.IsControl)))
            {
                throw new OAuth2MailException(
                    "AddressInvalid",
                    FailureKind.InvalidData,
                    $"'{path}': the addresses in its {field} header cannot be read.",
                    "Correct the header; nothing was sent.");
            }

            addresses.AddRange(list.Mailboxes);
        }

        return addresses;
    }

    private static OAuth2MailException Invalid(string path, string problem) => new(
        "MessageInvalid",
        FailureKind.InvalidData,
        $"'{path}' is not a message that can be sent: {problem}.",
        "-Path takes message files (RFC 5322, usually .eml); attach other files with -Attachments.");
}
