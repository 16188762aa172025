using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class MailAddressTests : MessageFolder
{
    [Theory]
    [InlineData("a@contoso.test, b@contoso.test", "a@contoso.test b@contoso.test")]
    [InlineData("a@contoso.test,b@contoso.test,\"Lee, Ann\" <c@contoso.test>", "a@contoso.test b@contoso.test c@contoso.test")]
    [InlineData("\"Lee \\\" , Ann\" <c@contoso.test>, d@contoso.test", "c@contoso.test d@contoso.test")]
    [InlineData("Ann (x, y) <c@contoso.test>, \"a,b\"@contoso.test", "c@contoso.test \"a,b\"@contoso.test")]
    public void One_text_may_hold_several_as_with_Send_MailMessage(string text, string expected)
    {
        using var to = Compose(Outgoing with { To = [text] });
        using var bcc = Compose(Outgoing with { To = ["x@contoso.test"], Bcc = [text, "y@contoso.test"] });

        Assert.Equal(expected, string.Join(' ', to.Recipients.Select(static r => r.Address)));
        Assert.Equal("x@contoso.test " + expected + " y@contoso.test", string.Join(' ', bcc.Recipients.Select(static r => r.Address)));
    }

    [Theory]
    [InlineData("a@contoso.test,")]
    [InlineData(",a@contoso.test")]
    [InlineData("a@contoso.test; b@contoso.test")]
    [InlineData("a@contoso.test b@contoso.test")]
    [InlineData("\"Lee, Ann <a@contoso.test>, b@contoso.test")]
    [InlineData("Team: a@contoso.test, b@contoso.test;")]
    public void What_is_not_only_addresses_is_refused(string text) => Refuses("AddressInvalid", Outgoing with { To = [text] });

    [Fact]
    public void A_sender_is_one() => Refuses("AddressInvalid", Outgoing with { From = "a@contoso.test, b@contoso.test" });

    [Theory]
    [InlineData("ann\u00a0@contoso.test", "no-break space (U+00A0)")]
    [InlineData("ann@contoso.test\u00a0", "no-break space (U+00A0)")]
    [InlineData("\u200bann@contoso.test", "zero-width space (U+200B)")]
    [InlineData("ann@con\u200btoso.test", "zero-width space (U+200B)")]
    [InlineData("Ann <\ufeffann@contoso.test>", "byte order mark (U+FEFF)")]
    [InlineData("ann@contoso\u00ad.test", "soft hyphen (U+00AD)")]
    [InlineData("ann\u200e@contoso.test", "left-to-right mark (U+200E)")]
    [InlineData("ann\u2003@contoso.test", "invisible character (U+2003)")]
    [InlineData("ann@contoso.test\u2028", "invisible character (U+2028)")]
    public void Invisible_character_is_named(string text, string named)
    {
        var failure = Assert.Throws<OAuth2MailException>(() => Compose(Outgoing with { Cc = [text] }));

        Assert.Equal("AddressInvalid", failure.ErrorId);
        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Name_may_hold_any_blank()
    {
        using var composed = Compose(Outgoing with { To = ["Ann\u00a0Lee <ann@contoso.test>"] });

        Assert.Equal("ann@contoso.test", Assert.Single(composed.Recipients).Address);
    }
}
