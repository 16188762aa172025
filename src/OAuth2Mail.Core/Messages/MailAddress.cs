using System.Globalization;
using System.Text;
using MimeKit;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Reads mail addresses as a user types them: <c>ops@contoso.com</c> or <c>"Ops, Night" &lt;ops@contoso.com&gt;</c>.</summary>
internal static class MailAddress
{
    private static readonly ParserOptions s_strict = new() { AllowAddressesWithoutDomain = false };

    private static readonly Dictionary<char, string> s_invisible = new()
    {
        ['\u00a0'] = "no-break space",
        ['\u00ad'] = "soft hyphen",
        ['\u200b'] = "zero-width space",
        ['\u200c'] = "zero-width non-joiner",
        ['\u200d'] = "zero-width joiner",
        ['\u200e'] = "left-to-right mark",
        ['\u200f'] = "right-to-left mark",
        ['\u2060'] = "word joiner",
        ['\ufeff'] = "byte order mark",
    };

    /// <exception cref="OAuth2MailException">It is not exactly one address.</exception>
    public static MailboxAddress Parse(string text, string parameter)
    {
        string? problem = FindProblem(text, out MailboxAddress? address);
        return problem is null ? address! : throw new OAuth2MailException(
            "AddressInvalid",
            FailureKind.InvalidArgument,
            $"{parameter}: '{ServerWords.SingleLine(text)}' is not a mail address: {problem}.",
            "Write user@domain, or \"Display, Name\" <user@domain>; give several as an array, or separated by commas.");
    }

    /// <summary>Reads strings that each hold one address or, as Send-MailMessage allows, several separated by commas.</summary>
    /// <exception cref="OAuth2MailException">One of them is not an address.</exception>
    public static List<MailboxAddress> ParseAll(IEnumerable<string> texts, string parameter) =>
        [.. texts.SelectMany(Split).Select(text => Parse(text, parameter))];

    /// <summary>Whether the local part takes SMTPUTF8 (RFC 6531); a domain has a form in ASCII.</summary>
    public static bool IsBeyondAscii(MailboxAddress mailbox) =>
        mailbox.Address.Substring(0, Math.Max(mailbox.Address.LastIndexOf('@'), 0)).Any(c => c > '~');

    /// <summary>Each address once, in the order in which they came.</summary>
    public static List<MailboxAddress> Distinct(IEnumerable<MailboxAddress> addresses) =>
        [.. addresses.GroupBy(a => a.Address, StringComparer.OrdinalIgnoreCase).Select(g => g.First())];

    /// <summary>Sends display names in a character set, if it can represent them.</summary>
    public static void Encode(IEnumerable<MailboxAddress> addresses, Encoding encoding)
    {
        foreach (MailboxAddress address in addresses)
        {
            address.Encoding = Charset.ForHeader(encoding, address.Name ?? "");
        }
    }

    private static string? FindProblem(string text, out MailboxAddress? address)
    {
        address = null;
        if (text.Trim().Length == 0)
        {
            return "it is empty";
        }

        if (text.Any(c => char.IsControl(c) && c != '\t'))
        {
            return "it holds a line break or another control character";
        }

        if (MailboxAddress.TryParse(s_strict, text, out address) && address.Address.IndexOf('@') > 0 && address.Domain.Length > 0)
        {
            return FindInvisible(address.Address);
        }

        return FindInvisible(text)
            ?? (InternetAddressList.TryParse(s_strict, text.Replace(';', ','), out InternetAddressList? several) && several.Count > 1
            ? "it holds several"
            : text.IndexOf('@') < 0 ? "it has no @" : "it is not of the form user@domain");
    }

    /// <summary>Names an invisible character, such as those copied from web pages and documents; null if there is none.</summary>
    private static string? FindInvisible(string text)
    {
        foreach (char c in text)
        {
            if (c > '~' && char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                string name = s_invisible.TryGetValue(c, out string? known) ? $"a {known} (U+{(int)c:X4})" : $"an invisible character (U+{(int)c:X4})";
                return $"it holds {name}";
            }
        }

        return null;
    }

    // At commas outside of quotes, brackets and comments. Unclosed ones leave a single text, which is then rejected.
    private static IEnumerable<string> Split(string text)
    {
        int start = 0;
        bool isQuoted = false;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\' when isQuoted || depth > 0:
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case '<' or '(' or '[' when !isQuoted:
                    depth++;
                    break;
                case '>' or ')' or ']' when !isQuoted:
                    depth--;
                    break;
                case ',' when !isQuoted && depth == 0:
                    yield return text.Substring(start, i - start);
                    start = i + 1;
                    break;
            }
        }

        yield return text.Substring(start);
    }
}
