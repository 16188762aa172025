using Xunit;

namespace OAuth2Mail.Tests.Messages;

public sealed class MessageHeaderTests : MessageFolder
{
    [Fact]
    public void Own_headers_are_sent_in_order_repeated_and_encoded()
    {
        var words = string.Join(' ', Enumerable.Repeat("Grüße", 60));

        var parsed = Read(Outgoing with
        {
            Headers = [new("X-Ticket", "1"), new("X-Words", words), new("X-Ticket", "2"), new("List-Unsubscribe", "<mailto:off@contoso.test>")],
        });

        Assert.Equal(["1", "2"], parsed["X-Ticket"]);
        Assert.Equal(words, Assert.Single(parsed["X-Words"]));
        Assert.Equal("<mailto:off@contoso.test>", Assert.Single(parsed["List-Unsubscribe"]));
    }

    [Theory]
    [InlineData("From")]
    [InlineData("bcc")]
    [InlineData("Date")]
    [InlineData("Content-Type")]
    [InlineData("content-anything")]
    [InlineData("Resent-To")]
    [InlineData("MIME-Version")]
    [InlineData("Message-Id")]
    public void Header_of_the_module_is_refused(string name) => Refuses("HeaderReserved", Outgoing with { Headers = [new(name, "x")] });

    [Theory]
    [InlineData("", "x", "HeaderInvalid")]
    [InlineData("X Y", "x", "HeaderInvalid")]
    [InlineData("X:", "x", "HeaderInvalid")]
    [InlineData("X-Ü", "x", "HeaderInvalid")]
    [InlineData("X\r\nBcc", "x", "HeaderInvalid")]
    [InlineData("X-A", "x\r\nBcc: eve@contoso.test", "HeaderInjection")]
    [InlineData("X-A", "x\nBcc: eve@contoso.test", "HeaderInjection")]
    [InlineData("X-A", "x\0y", "HeaderInvalid")]
    public void Bad_name_or_value_is_refused(string name, string value, string errorId)
        => Refuses(errorId, Outgoing with { Headers = [new(name, value)] });

    [Fact]
    public void Overlong_value_is_refused() => Refuses("HeaderInvalid", Outgoing with { Headers = [new("X-A", new string('x', 20_000))] });

    [Fact]
    public void Header_of_a_switch_is_refused_beside_the_switch()
        => Refuses("HeaderReserved", Outgoing with { IsAutoSubmitted = true, Headers = [new("Auto-Submitted", "no")] });

    [Theory]
    [InlineData("<1.a@contoso.test>")]
    [InlineData("1.a@contoso.test")]
    public void Ids_are_taken_with_and_without_brackets(string id)
    {
        var parsed = Read(Outgoing with { MessageId = id, InReplyTo = id, References = ["<0@contoso.test>\r\n <00@[127.0.0.1]>", id] });

        Assert.Equal("<1.a@contoso.test>", Assert.Single(parsed["Message-ID"]));
        Assert.Equal("<1.a@contoso.test>", Assert.Single(parsed["In-Reply-To"]));
        Assert.Equal(["<0@contoso.test>", "<00@[127.0.0.1]>", "<1.a@contoso.test>"], Assert.Single(parsed["References"]).Split());
    }

    [Fact]
    public void Answer_refers_to_what_it_answers()
        => Assert.Equal("<1@contoso.test>", Assert.Single(Read(Outgoing with { InReplyTo = "1@contoso.test" })["References"]));

    [Theory]
    [InlineData("1")]
    [InlineData("<1@contoso.test")]
    [InlineData("1@contoso.test>")]
    [InlineData("a b@contoso.test")]
    [InlineData("1@contoso.test\r\nBcc: eve@contoso.test")]
    [InlineData("ü@contoso.test")]
    public void Bad_id_is_refused(string id)
    {
        Refuses("MessageIdInvalid", Outgoing with { MessageId = id });
        Refuses("MessageIdInvalid", Outgoing with { InReplyTo = id });
        Refuses("MessageIdInvalid", Outgoing with { References = [id] });
    }

    [Fact]
    public void Receipt_and_machine_are_told()
    {
        var parsed = Read(Outgoing with { ReadReceiptTo = ["Zoë <zoe@contoso.test>", "b@contoso.test"], IsAutoSubmitted = true });

        Assert.Equal("Zoë <zoe@contoso.test>, b@contoso.test", Assert.Single(parsed["Disposition-Notification-To"]));
        Assert.Equal("auto-generated", Assert.Single(parsed["Auto-Submitted"]));
        Assert.Equal("All", Assert.Single(parsed["X-Auto-Response-Suppress"]));
        Refuses("AddressInvalid", Outgoing with { ReadReceiptTo = ["nobody"] });
    }

    [Fact]
    public void Names_and_domains_of_every_script_are_read_by_others()
    {
        var parsed = Read(Outgoing with { To = ["Ops Night <ops@contoso.test>", "\"Lee, Ann\" <ann@contoso.test>", "東京 <t@bücher.test>"] });

        Assert.Equal("Ops Night <ops@contoso.test>, \"Lee, Ann\" <ann@contoso.test>, 東京 <t@xn--bcher-kva.test>", Assert.Single(parsed["To"]));
    }
}
