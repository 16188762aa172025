using System.Globalization;
using System.Text;

namespace OAuth2Mail.Messages;

/// <summary>The character sets that text is sent in.</summary>
internal static class Charset
{
    private const int Utf16 = 1200;
    private const int Utf16BigEndian = 1201;
    private const int Utf32 = 12000;
    private const int Utf32BigEndian = 12001;
    private const int Utf7 = 65000;

#if NET
    static Charset() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
#endif

    /// <summary>The names that PowerShell's own cmdlets take.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["ascii", "ansi", "bigendianunicode", "bigendianutf32", "default", "oem", "unicode", "utf8", "utf8BOM", "utf8NoBOM", "utf32"];

    /// <summary>Finds a character set by PowerShell's name for it, its registered name or the number of its code page.</summary>
    /// <exception cref="OAuth2MailException">There is none, or it is not fit for mail.</exception>
    public static Encoding Parse(string name)
    {
        try
        {
            return Check(name.Trim().ToUpperInvariant() switch
            {
                "ASCII" => Encoding.ASCII,
                "ANSI" => Encoding.GetEncoding(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
                "BIGENDIANUNICODE" => Encoding.BigEndianUnicode,
                "BIGENDIANUTF32" => new UTF32Encoding(bigEndian: true, byteOrderMark: false),
                "DEFAULT" => Encoding.Default,
                "OEM" => Encoding.GetEncoding(CultureInfo.CurrentCulture.TextInfo.OEMCodePage),
                "UNICODE" => Encoding.Unicode,
                "UTF7" => Check(Utf7),
                "UTF8" or "UTF8BOM" or "UTF8NOBOM" => Encoding.UTF8,
                "UTF32" => Encoding.UTF32,
                var other when int.TryParse(other, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage) => Check(codePage),
                var other => Encoding.GetEncoding(other),
            });
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Unknown(name, e);
        }
    }

    /// <exception cref="OAuth2MailException">It is UTF-7, which mail programs no longer read.</exception>
    public static Encoding Check(Encoding encoding) => encoding.CodePage == Utf7 ? Check(Utf7) : encoding;

    /// <summary>The character set for a text: the one that is wanted, or UTF-8 where that lacks one of its characters.</summary>
    public static Encoding ForBody(Encoding wanted, string text)
    {
        var strict = (Encoding)wanted.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        try
        {
            strict.GetByteCount(text);
            return wanted;
        }
        catch (EncoderFallbackException)
        {
            return Encoding.UTF8;
        }
    }

    /// <summary>
    /// The same for a header, which cannot use a charset whose ASCII characters are wider than a byte (RFC 2047 §3).
    /// </summary>
    public static Encoding ForHeader(Encoding wanted, string text) => IsWide(wanted) ? Encoding.UTF8 : ForBody(wanted, text);

    /// <summary>Whether characters have two or four bytes, and text therefore has to travel as base64.</summary>
    public static bool IsWide(Encoding encoding) => encoding.CodePage is Utf16 or Utf16BigEndian or Utf32 or Utf32BigEndian;

    /// <summary>
    /// The name for the charset parameter. Without a byte order mark it has to state the byte order (RFC 2781 §3.3).
    /// </summary>
    public static string MimeName(Encoding encoding) => encoding.CodePage switch
    {
        Utf16 => "utf-16le",
        Utf32 => "utf-32le",
        _ => encoding.WebName,
    };

    private static Encoding Check(int codePage) => codePage != Utf7 ? Encoding.GetEncoding(codePage) : throw new OAuth2MailException(
        "EncodingUnsupported",
        FailureKind.NotSupported,
        "UTF-7 is not supported: mail programs no longer read it, because it lets scripts through filters.",
        "Omit -Encoding to send UTF-8.");

    private static OAuth2MailException Unknown(string name, Exception e) => new(
        "EncodingUnknown",
        FailureKind.InvalidArgument,
        $"There is no encoding '{name}'.",
        $"Give one of {string.Join(", ", Names)}, a registered name such as iso-8859-1, or a code page's number such as 1252.",
        e);
}
