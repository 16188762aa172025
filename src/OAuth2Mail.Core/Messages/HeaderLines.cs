using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>
/// Headers within the limits of the standards: lines of 998 octets (RFC 5322 §2.1.1) and encoded words of 75 characters (RFC 2047
/// §2), which MimeKit exceeds where there is no blank to break at.
/// </summary>
internal static class HeaderLines
{
    // So that a line that is written in UTF-8 keeps to the limit as well.
    private const int LongestRun = 900;

    private static readonly Regex s_word = new(@"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>A header of free text.</summary>
    public static Header Text(string name, Encoding encoding, string text)
    {
        var header = new Header(encoding, name, text);
        if (Exceeds(header) || text.Split(' ', '\t').Any(run => Encoding.UTF8.GetByteCount(run) > LongestRun))
        {
            Set(header, EncodedWords.Write(text, encoding, name.Length + 2));
        }

        return header;
    }

    /// <summary>Rewrites the address headers of a message that exceed the limits.</summary>
    public static void FitAddresses(MimeMessage message)
    {
        Fit(message, HeaderId.From, message.From.Mailboxes);
        Fit(message, HeaderId.To, message.To.Mailboxes);
        Fit(message, HeaderId.Cc, message.Cc.Mailboxes);
        Fit(message, HeaderId.ReplyTo, message.ReplyTo.Mailboxes);
    }

    /// <summary>An address header other than From, To, Cc and Reply-To.</summary>
    public static Header Addresses(string name, IEnumerable<MailboxAddress> mailboxes)
    {
        var header = new Header(name, "");
        Set(header, Write(mailboxes));
        return header;
    }

    private static void Fit(MimeMessage message, HeaderId id, IEnumerable<MailboxAddress> mailboxes)
    {
        int index = message.Headers.IndexOf(id);
        if (index >= 0 && Exceeds(message.Headers[index]))
        {
            Set(message.Headers[index], Write(mailboxes));
        }
    }

    private static string Write(IEnumerable<MailboxAddress> mailboxes) => string.Join(",\r\n ", mailboxes.Select(Write));

    private static string Write(MailboxAddress mailbox)
    {
        string written = mailbox.ToString(encode: true);
        return !string.IsNullOrEmpty(mailbox.Name) && Exceeds(written)
            ? EncodedWords.Write(mailbox.Name!, mailbox.Encoding, column: 1) + "\r\n " + written.Substring(written.LastIndexOf('<'))
            : written;
    }

    private static bool Exceeds(Header header) => Exceeds($"{header.Field}:{Encoding.UTF8.GetString(header.RawValue)}");

    private static bool Exceeds(string written) =>
        written.Split('\n').Any(line => Encoding.UTF8.GetByteCount(line) > TransferEncoding.LongestLine)
        || s_word.Matches(written).Cast<Match>().Any(word => word.Length > EncodedWords.LongestWord);

    private static void Set(Header header, string value) => header.SetRawValue(Encoding.UTF8.GetBytes($" {value}\r\n"));
}
