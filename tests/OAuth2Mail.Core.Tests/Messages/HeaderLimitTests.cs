using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OAuth2Mail.Messages;
using Xunit;

namespace OAuth2Mail.Tests.Messages;

/// <summary>Lines of 998 octets (RFC 5322 §2.1.1) and encoded words of 75 characters (RFC 2047 §2), whatever the text.</summary>
public sealed partial class HeaderLimitTests : MessageFolder
{
    public static TheoryData<string, string> Texts => new()
    {
        { "utf-8", Many("ü", 500) },
        { "utf-8", Many("東京", 300) },
        { "utf-8", Many("😀", 300) },
        { "utf-8", Many("x", 2000) },
        { "utf-8", Many("x", 1500) + "ü" },
        { "utf-8", Many("a b ", 400) + Many("ü", 400) },
        { "utf-8", "ü" + Many("\u0301", 400) },
        { "iso-8859-1", Many("ü", 500) },
        { "windows-1252", Many("ü€", 300) },
        { "iso-2022-jp", Many("東京", 300) },
        { "shift_jis", Many("東京", 300) },
        { "gb18030", Many("東京", 300) },
        { "koi8-r", Many("ж", 500) },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Subject_and_own_headers_keep_to_the_limits_and_read_the_same(string charset, string text)
    {
        var outgoing = Outgoing with { Encoding = Charset.Parse(charset), Subject = text, Headers = [new("X-" + Many("Name", 20), text)] };

        var parsed = Checked(outgoing);

        Assert.Equal(text, Assert.Single(parsed["Subject"]));
        Assert.Equal(text, Assert.Single(parsed["X-" + Many("Name", 20)]));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Names_keep_to_the_limits_and_read_the_same(string charset, string text)
    {
        var address = $"\"{text}\" <ann@contoso.test>";
        var outgoing = Outgoing with
        {
            Encoding = Charset.Parse(charset), From = address, To = [address, "b@contoso.test"], Cc = [address], ReplyTo = [address], ReadReceiptTo = [address],
        };

        var parsed = Checked(outgoing);

        foreach (var header in new[] { "From", "Cc", "Reply-To", "Disposition-Notification-To" })
        {
            var shown = Assert.Single(parsed[header]);
            Assert.EndsWith("<ann@contoso.test>", shown, StringComparison.Ordinal);
            // Python's parser puts blanks between the words of a name, which RFC 2047 §6.2 wants dropped.
            Assert.Contains(WithoutBlanks(text), WithoutBlanks(shown), StringComparison.Ordinal);
        }

        Assert.EndsWith("<ann@contoso.test>, b@contoso.test", Assert.Single(parsed["To"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_of_files_and_many_recipients_keep_to_the_limits()
        => Checked(Outgoing with
        {
            Attachments = [File(Many("ü", 100) + ".txt", "x"), File(Many("x", 240) + ".txt", "x")],
            To = [.. Enumerable.Range(0, 300).Select(static i => string.Create(CultureInfo.InvariantCulture, $"Person {i} <person.number.{i}@contoso.test>"))],
            References = [.. Enumerable.Range(0, 100).Select(static i => string.Create(CultureInfo.InvariantCulture, $"{i}@contoso.test"))],
        });

    [Fact]
    public void Text_that_looks_encoded_is_sent_as_it_is()
    {
        var text = "=?utf-8?q?" + Many("x", 200) + "?=";

        Assert.Equal(text, Assert.Single(Checked(Outgoing with { Subject = text })["Subject"]));
    }

    private static string WithoutBlanks(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    private static string Many(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static ParsedMessage Checked(OutgoingMessage outgoing)
    {
        using var composed = Compose(outgoing);
        using var bytes = new MemoryStream();
        composed.Message.WriteTo(TransportFormat.For(composed), bytes, TestContext.Current.CancellationToken);
        var sent = Encoding.Latin1.GetString(bytes.ToArray());
        var headers = sent[..sent.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.All(headers.Split("\r\n"), static line => Assert.InRange(line.Length, 0, 998));
        Assert.All(Word().Matches(headers), static word => Assert.InRange(word.Length, 0, 75));
        return SecondParser.Read(bytes.ToArray());
    }

    [GeneratedRegex(@"=\?[^?\s]+\?[BbQq]\?[^?\s]*\?=")]
    private static partial Regex Word();
}
