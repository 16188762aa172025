using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Content-IDs that a user chooses: what follows <c>cid:</c> in HTML.</summary>
internal static class ContentIdentifier
{
    /// <exception cref="OAuth2MailException">It cannot be one.</exception>
    public static void Check(string contentId)
    {
        if (contentId.Length is 0 or > 200 || contentId.Any(c => !(char.IsLetterOrDigit(c) && c < 128) && c is not ('.' or '-' or '_' or '@' or '+')))
        {
            throw new OAuth2MailException(
                "ContentIdInvalid",
                FailureKind.InvalidArgument,
                $"-InlineImage: '{ServerWords.SingleLine(contentId)}' cannot be a Content-ID.",
                "Use ASCII letters, digits and . - _ + @, as in @{ logo = './logo.png' }; the HTML then says src=\"cid:logo\".");
        }
    }
}
