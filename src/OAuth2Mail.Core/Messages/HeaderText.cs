using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Makes sure that the text for a header stays within that header.</summary>
internal static class HeaderText
{
    // Far more than any program shows; MimeKit folds it into lines.
    private const int MaximumLength = 16 * 1024;

    /// <exception cref="OAuth2MailException">It would start another header, or is overlong.</exception>
    public static string Check(string value, string parameter)
    {
        if (value.IndexOfAny(['\r', '\n']) >= 0)
        {
            throw new OAuth2MailException(
                "HeaderInjection",
                FailureKind.InvalidArgument,
                $"{parameter} holds a line break, which would start another header.",
                "Remove the line break.");
        }

        if (value.Any(c => char.IsControl(c) && c != '\t') || value.Length > MaximumLength)
        {
            throw new OAuth2MailException(
                "HeaderInvalid",
                FailureKind.InvalidArgument,
                $"{parameter} holds a control character, or more than {MaximumLength} characters.",
                "Shorten it, or remove the control characters.");
        }

        return value;
    }

    /// <exception cref="OAuth2MailException">It is no header's name (RFC 5322 §2.2).</exception>
    public static void CheckName(string name)
    {
        if (name.Length is 0 or > 100 || name.Any(c => c is <= ' ' or ':' or >= '\x7f'))
        {
            throw new OAuth2MailException(
                "HeaderInvalid",
                FailureKind.InvalidArgument,
                $"-Header: '{ServerWords.SingleLine(name)}' is not a header name.",
                "Use ASCII letters, digits and hyphens, without the colon: X-Ticket.");
        }
    }
}
