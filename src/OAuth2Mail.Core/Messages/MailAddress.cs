using System.Text;
using MimeKit;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Reads mail addresses as a user types them: <c>ops@contoso.com</c> or <c>"Ops, Night" &lt;ops@contoso.com&gt;</c>.</summary>
internal static class MailAddress
{
    private static readonly ParserOptions s_strict = new() { AllowAddressesWithoutDomain = false };

    /// <exception cref="OAuth2MailException">It is not exactly one address.</exception>
    public static MailboxAddress Parse(string text, string parameter)
    {
        string? problem = FindProblem(text, out MailboxAddress? address);
        return problem is null ? address! : throw new OAuth2MailException(
            "AddressInvalid",
            FailureKind.InvalidArgument,
            $"{parameter}: '{ServerWords.SingleLine(text)}' is not a mail address: {problem}.",
            "Write user@domain, or \"Display, Name\" <user@domain>; several addresses are an array.");
    }

    public static List<MailboxAddress> ParseAll(IEnumerable<string> texts, string parameter) =>
        [.. texts.Select(text => Parse(text, parameter))];

    /// <summary>Each address once, in the order in which they came.</summary>
    public static List<MailboxAddress> Distinct(IEnumerable<MailboxAddress> addresses) =>
        [.. addresses.GroupBy(a => a.Address, StringComparer.OrdinalIgnoreCase).Select(g => g.First())];

    /// <summary>Sends display names in a character set, those that it holds.</summary>
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
            return null;
        }

        return InternetAddressList.TryParse(s_strict, text.Replace(';', ','), out InternetAddressList? several) && several.Count > 1
            ? "it holds several"
            : text.IndexOf('@') < 0 ? "it has no @" : "it is not of the form user@domain";
    }
}
