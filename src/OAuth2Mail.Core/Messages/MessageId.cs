using System.Text.RegularExpressions;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Reads Message-IDs as a user types or copies them, with or without their angle brackets.</summary>
internal static class MessageId
{
    // RFC 5322 §3.6.4, a little wider on the right side: programs put all sorts of things there.
    private static readonly Regex s_form =
        new(@"\A(?:<([!-;=?A-~-[@]]+@[!-;=?A-~-[@]]+)>|([!-;=?A-~-[@]]+@[!-;=?A-~-[@]]+))\z", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // RFC 5322 §2.1.1: it cannot be folded, so a line has to hold it.
    private const int MaximumLength = 900;

    /// <summary>The id without its brackets.</summary>
    /// <exception cref="OAuth2MailException">It is not a Message-ID.</exception>
    public static string Parse(string text, string parameter)
    {
        Match match = s_form.Match(text.Trim());
        return match.Success && match.Length <= MaximumLength
            ? match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value
            : throw new OAuth2MailException(
                "MessageIdInvalid",
                FailureKind.InvalidArgument,
                $"{parameter}: '{ServerWords.SingleLine(text)}' is not a Message-ID.",
                "A Message-ID is left@right, in ASCII letters, digits and symbols without spaces; angle brackets are optional.");
    }

    /// <summary>The ids in texts that each hold one or, as in a References header, several of them.</summary>
    public static List<string> ParseAll(IEnumerable<string> texts, string parameter) =>
        [.. texts.SelectMany(text => text.Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Select(id => Parse(id, parameter))];
}
