using System.Xml.Linq;
using OAuth2Mail.Authorization;
using Xunit;

namespace OAuth2Mail.Tests.Authorization;

public sealed class ResultPageTests
{
    public static TheoryData<string> Outcomes => [.. Enum.GetNames<AuthorizationOutcome>()];

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void What_came_from_outside_is_escaped_and_never_a_placeholder(string outcome)
    {
        var page = new ResultPage("news", "alex@contoso.test").Render(
            Enum.Parse<AuthorizationOutcome>(outcome), "<script>alert('x')</script>&\"{title}{detail}{tone}");

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;{title}{detail}{tone}", page, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Page_is_accessible_and_loads_nothing(string outcome)
    {
        var page = new ResultPage("news", "alex@contoso.test").Render(Enum.Parse<AuthorizationOutcome>(outcome), "Some words.");

        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Matches("<title>[^<{]+</title>", page);
        Assert.Single(page.Split("<h1>").Skip(1));
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", page, StringComparison.Ordinal);
        Assert.DoesNotContain("{light}", page, StringComparison.Ordinal);

        // Its markup is balanced.
        var start = page.IndexOf("<body>", StringComparison.Ordinal);
        var body = page[start..(page.IndexOf("</body>", StringComparison.Ordinal) + 7)];
        var main = XElement.Parse(body).Element("main");
        Assert.Null(main!.Attribute("role")); // a landmark of its own
        Assert.Equal("true", main.Element("svg")!.Attribute("aria-hidden")!.Value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    public void Without_detail_there_is_no_empty_box(string? detail)
        => Assert.DoesNotContain("class=\"detail\"", new ResultPage("news", "alex@contoso.test").Render(AuthorizationOutcome.Failed, detail), StringComparison.Ordinal);
}
