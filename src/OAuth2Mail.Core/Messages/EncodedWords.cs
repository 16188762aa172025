using System.Globalization;
using System.Text;

namespace OAuth2Mail.Messages;

/// <summary>Writes text of any script, and text that cannot be folded, for a header (RFC 2047).</summary>
internal static class EncodedWords
{
    /// <summary>The longest encoded word, in characters (RFC 2047 §2).</summary>
    public const int LongestWord = 75;

    // RFC 2047 §2.
    private const int LongestLine = 76;

    // What stands around the text: =?charset?B?…?=
    private const int Frame = 7;

    /// <summary>The text as words of 75 characters at most, each on a line of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="encoding">The character set.</param>
    /// <param name="column">How much of the first line is taken.</param>
    public static string Write(string text, Encoding encoding, int column)
    {
        bool isBase64 = QuotedLength(encoding.GetBytes(text)) > Base64Length(encoding.GetByteCount(text));
        var written = new StringBuilder();
        var chunk = new StringBuilder();

        // After a header name that is itself as long as a line, the line is longer: breaking before the text would make some
        // readers show a space at its start.
        int room = Room(encoding, LongestLine - column);
        room = room < LongestLine / 4 ? Room(encoding, LongestWord) : room;

        // A letter with several combining marks may be split, which readers tolerate, but a code point never is.
        foreach (string character in Characters(text))
        {
            if (chunk.Length > 0 && Length(encoding.GetBytes(chunk + character), isBase64) > room)
            {
                written.Append(Word(chunk.ToString(), encoding, isBase64)).Append("\r\n ");
                chunk.Clear();
                room = Room(encoding, LongestWord);
            }

            chunk.Append(character);
        }

        return written.Append(Word(chunk.ToString(), encoding, isBase64)).ToString();
    }

    /// <summary>The characters of a text, a pair of surrogates as one.</summary>
    public static IEnumerable<string> Characters(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            bool isPair = char.IsSurrogatePair(text, i);
            yield return text.Substring(i, isPair ? 2 : 1);
            i += isPair ? 1 : 0;
        }
    }

    private static int Room(Encoding encoding, int length) => Math.Min(length, LongestWord) - Frame - encoding.WebName.Length;

    private static string Word(string text, Encoding encoding, bool isBase64)
    {
        byte[] bytes = encoding.GetBytes(text);
        string content = isBase64 ? Convert.ToBase64String(bytes) : string.Concat(bytes.Select(Quote));
        return $"=?{encoding.WebName}?{(isBase64 ? 'B' : 'Q')}?{content}?=";
    }

    private static int Length(byte[] bytes, bool isBase64) => isBase64 ? Base64Length(bytes.Length) : QuotedLength(bytes);

    private static int Base64Length(int count) => (count + 2) / 3 * 4;

    private static int QuotedLength(byte[] bytes) => bytes.Sum(b => Quote(b).Length);

    // RFC 2047 §5 (3): the characters that are allowed in a display name, too.
    private static string Quote(byte b) => (char)b switch
    {
        ' ' => "_",
        char c and ((>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '!' or '*' or '+' or '-' or '/') => c.ToString(),
        _ => "=" + b.ToString("X2", CultureInfo.InvariantCulture),
    };
}
