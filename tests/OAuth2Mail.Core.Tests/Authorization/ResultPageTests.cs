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

    [Fact]
    public void Success_names_the_profile_and_its_mailbox()
    {
        string page = new ResultPage("news", "alex+<b>@contoso.test").Render(AuthorizationOutcome.Succeeded, detail: null);

        Assert.Contains("<b>news</b>", page, StringComparison.Ordinal);
        Assert.Contains("alex+&lt;b&gt;@contoso.test", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Declined")]
    [InlineData("Expired")]
    [InlineData("Foreign")]
    public void Whoever_has_to_try_again_is_given_the_whole_command(string outcome)
    {
        string page = new ResultPage("news", "alex@contoso.test").Render(Enum.Parse<AuthorizationOutcome>(outcome), detail: null);

        Assert.Contains("<code>Invoke-OAuth2Authorization -Name news</code>", page, StringComparison.Ordinal);
    }

    // PowerShell waits on, and shows nothing.
    [Fact]
    public void A_foreign_answer_sends_nobody_to_a_PowerShell_that_says_nothing() => Assert.DoesNotContain(
        "PowerShell shows what happened",
        new ResultPage("news", "alex@contoso.test").Render(AuthorizationOutcome.Foreign, detail: null),
        StringComparison.Ordinal);
}
