using System.Globalization;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Delivery;

/// <summary>A reply of an SMTP server (RFC 5321 §4.2).</summary>
/// <param name="Code">The three digits.</param>
/// <param name="Words">The text after them.</param>
internal sealed record SmtpReply(string Code, string Words)
{
    // RFC 3463: class.subject.detail, at the beginning of the reply's text.
    private static readonly Regex s_enhancedStatus =
        new(@"^\s*([245]\.\d{1,3}\.\d{1,3})\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The code, and the enhanced status where there is one: <c>535 5.7.3</c>.</summary>
    public string Status
    {
        get
        {
            Match enhanced = s_enhancedStatus.Match(Words);
            return enhanced.Success ? $"{Code} {enhanced.Groups[1].Value}" : Code;
        }
    }

    /// <summary>
    /// Whether the same thing may succeed later (RFC 5321 §4.2.1). The catalogue knows of some that do not, whatever their code says.
    /// </summary>
    public bool IsTemporary => ErrorCatalogue.FindReply(Status, Words, AdviceSubject.Nobody)?.IsTransient ?? Code[0] == '4';

    public static SmtpReply Of(SmtpCommandException e) =>
        new(((int)e.StatusCode).ToString(CultureInfo.InvariantCulture), e.Message);

    /// <summary>In one line.</summary>
    public override string ToString() => $"{Code} {ServerWords.SingleLine(Words)}";
}
