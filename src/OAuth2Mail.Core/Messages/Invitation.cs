using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace OAuth2Mail.Messages;

/// <summary>Reads an iCalendar file (RFC 5545) as the part that mail programs show as an invitation (RFC 6047).</summary>
internal static class Invitation
{
    /// <summary>The largest file, in bytes.</summary>
    public const int MaximumSize = 1024 * 1024;

    private static readonly Encoding s_strictUtf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // RFC 5545 §3.7.2; a property name may have parameters.
    private static readonly Regex s_method =
        new(@"\AMETHOD(?:;[^:]*)?:([A-Za-z][A-Za-z0-9-]{0,30})\s*\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    /// <exception cref="OAuth2MailException">It cannot be read, or is no invitation.</exception>
    public static TextPart Read(string path)
    {
        string text = ReadText(path);
        string[] lines = [.. ContentLines.Unfold(text).Where(line => line.Length > 0)];
        if (lines.Length < 2 || !IsLine(lines[0], "BEGIN:VCALENDAR") || !IsLine(lines[lines.Length - 1], "END:VCALENDAR"))
        {
            throw Invalid(path, "it is not framed by BEGIN:VCALENDAR and END:VCALENDAR", "Export the event as an iCalendar (.ics) file.");
        }

        // The method comes before the events, at the calendar's own level.
        Match? method = lines.Skip(1)
            .TakeWhile(line => !line.StartsWith("BEGIN:", StringComparison.OrdinalIgnoreCase))
            .Select(line => s_method.Match(line)).FirstOrDefault(match => match.Success);
        if (method is null)
        {
            throw Invalid(path, "it has no METHOD, so a mail program cannot know what to do with it", "Add METHOD:REQUEST after VERSION, or attach the file with -Attachments.");
        }

        var part = new TextPart("calendar");
        part.SetText(Encoding.UTF8, ContentLines.Fold(text));
        part.ContentType.Charset = "utf-8";
        part.ContentType.Parameters.Add("method", method.Groups[1].Value.ToUpperInvariant());
        return part;
    }

    private static string ReadText(string path)
    {
        using FileStream file = FilePart.OpenFile(path, "CalendarFile");
        if (file.Length > MaximumSize)
        {
            throw Invalid(path, "it is larger than 1 MB", "Attach the file with -Attachments.");
        }

        try
        {
            using var reader = new StreamReader(file, s_strictUtf8);
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(path, "it is not UTF-8 (RFC 5545 §3.1.4)", "Save it in UTF-8.");
        }
    }

    private static bool IsLine(string line, string expected) => line.Trim().Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static OAuth2MailException Invalid(string path, string problem, string advice) => new(
        "CalendarFileInvalid", FailureKind.InvalidArgument, $"'{path}' is not an invitation: {problem}.", advice);
}
