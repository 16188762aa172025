using System.Text;

namespace OAuth2Mail.Messages;

/// <summary>The lines of iCalendar files, which continue after a line break and a space (RFC 5545 §3.1).</summary>
internal static class ContentLines
{
    private const int LongestLine = 75;

    /// <summary>The lines, unfolded.</summary>
    public static IEnumerable<string> Unfold(string text) => string
        .Concat(Normalize(text).Split('\n').Select((line, i) =>
            i > 0 && line.Length > 0 && line[0] is ' ' or '\t' ? line.Substring(1) : i > 0 ? "\n" + line : line))
        .Split('\n');

    /// <summary>The text with lines of 75 octets at most. Lines that keep to that stay as they are.</summary>
    public static string Fold(string text) => string.Join("\r\n", Normalize(text).Split('\n').Select(FoldLine));

    private static string Normalize(string text) => text.Replace("\r\n", "\n");

    private static string FoldLine(string line)
    {
        if (Encoding.UTF8.GetByteCount(line) <= LongestLine)
        {
            return line;
        }

        var folded = new StringBuilder();
        int length = 0;
        foreach (string character in EncodedWords.Characters(line))
        {
            int size = Encoding.UTF8.GetByteCount(character);
            if (length + size > LongestLine)
            {
                folded.Append("\r\n ");
                length = 1;
            }

            folded.Append(character);
            length += size;
        }

        return folded.ToString();
    }
}
