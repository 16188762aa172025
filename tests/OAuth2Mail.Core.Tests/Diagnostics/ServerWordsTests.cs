using System.Text;
using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Diagnostics;

public sealed class ServerWordsTests
{
    [Fact]
    public void Words_become_one_line_of_bounded_length_without_control_characters()
    {
        var words = ServerWords.SingleLine("a\r\nb\u001b[31m\u0007\u009b" + new string('x', 100_000));

        Assert.DoesNotContain(words, char.IsControl);
        Assert.StartsWith("a  b [31m", words, StringComparison.Ordinal);
        Assert.InRange(words.Length, 500, 700);
    }

    [Theory]
    [InlineData("""{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}""", """{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}""")]
    [InlineData("""{"status":"invalid_token","openid-configuration":"https://x"}""", """{"status":"invalid_token","openid-configuration":"https://x"}""")]
    [InlineData("""{"status":400,"echo":"SECRET"}""", """{"status":"400"}""")]
    [InlineData("""{"status":{"a":"SECRET"}}""", null)]
    [InlineData("{}", null)]
    [InlineData("[1]", null)]
    [InlineData("not JSON", null)]
    [InlineData("", null)]
    public void Refusal_of_a_token_is_read_member_by_member(string json, string? expected)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.Equal(expected, SaslRefusal.Read(bytes, 0, bytes.Length));
    }

    [Fact]
    public void Oversized_refusal_is_not_read()
    {
        var bytes = Encoding.UTF8.GetBytes($$"""{"status":"{{new string('x', 5000)}}"}""");

        Assert.Null(SaslRefusal.Read(bytes, 0, bytes.Length));
        Assert.Null(SaslRefusal.Read(null, 0, 0));
    }
}
