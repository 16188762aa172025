using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Reads mail addresses as a user types them: <c>ops@contoso.com</c> or <c>"Ops, Night" &lt;ops@contoso.com&gt;</c>.</summary>
internal static class MailAddress
{
    private static readonly ParserOptions s_strict = new() { AllowAddressesWithoutDomain = false };

    /// <exception cref="OAuth2MailException">It is not exactly one address.</exception>
    public static MailboxAddress Parse(string text, string parameter)
    {
        if (text.IndexOfAny(['\r', '\n']) < 0
            && MailboxAddress.TryParse(s_strict, text, out MailboxAddress? address)
            && address.Address.IndexOf('@') > 0
            && address.Domain.Length > 0)
        {
            return address;
        }

        throw new OAuth2MailException(
            "AddressInvalid",
            FailureKind.InvalidArgument,
            $"{parameter}: '{text.Replace('\r', ' ').Replace('\n', ' ')}' is not a mail address.",
            "Write user@domain, or \"Display, Name\" <user@domain>; several addresses are an array.");
    }

    public static List<MailboxAddress> ParseAll(IEnumerable<string> texts, string parameter) =>
        [.. texts.Select(text => Parse(text, parameter))];
}
