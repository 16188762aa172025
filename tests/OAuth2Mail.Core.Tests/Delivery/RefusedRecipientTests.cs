using OAuth2Mail.Delivery;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.LoopbackServers;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class RefusedRecipientTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private static readonly DeliveryOptions s_requireAll = new() { RequireAllRecipients = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_goes_to_those_that_are_accepted(bool pipelining)
    {
        await using var server = await StartAsync(pipelining);
        var core = await fixture.SignInAsync(server);
        Refuse(server, "bob", "550 5.1.1 No such user");
        Refuse(server, "dee", "450 4.2.1 Mailbox busy");
        using var session = core.OpenSession();
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test", "cy@contoso.test", "dee@contoso.test");

        var receipt = await session.SendAsync(message, default);

        Assert.Equal(["ann@contoso.test", "cy@contoso.test"], Assert.Single(server.Messages).Recipients.Select(static r => r.Address));
        Assert.Equal(["ann@contoso.test", "cy@contoso.test"], receipt.Accepted.Select(static r => r.Address));
        Assert.Equal(
            ["bob@contoso.test: 550 5.1.1 No such user", "dee@contoso.test: 450 4.2.1 Mailbox busy"],
            receipt.Refused.Select(static r => r.ToString()));
    }

    [Theory]
    [InlineData(true, "bob,dee")]
    [InlineData(false, "bob,dee")]
    [InlineData(true, "ann,bob")]
    [InlineData(false, "ann,bob")]
    public async Task Nothing_is_sent_where_all_are_required(bool pipelining, string refused)
    {
        await using var server = await StartAsync(pipelining);
        var core = await fixture.SignInAsync(server);
        foreach (var name in refused.Split(','))
        {
            Refuse(server, name, $"550 5.1.1 No {name} here");
        }

        using var session = core.OpenSession();
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test", "cy@contoso.test", "dee@contoso.test");

        var failure = await FailAsync(core, () => session.SendAsync(message, message.Recipients, s_requireAll, default));

        Assert.Equal("MessageRejected", failure.ErrorId);
        Assert.All(refused.Split(','), name =>
            Assert.Contains($"<{name}@contoso.test>: 550 5.1.1 No {name} here", failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("cy@", failure.Message, StringComparison.Ordinal);
        Assert.Equal(4, server.Commands.Count(static line => line.StartsWith("RCPT", StringComparison.Ordinal)));
        Assert.DoesNotContain("DATA", server.Commands);
        Assert.Equal("RSET", server.Commands[^1]);
        server.Faults.Clear();
        await session.SendAsync(message, message.Recipients, s_requireAll, default);
        Assert.Equal(4, Assert.Single(server.Messages).Recipients.Count);
        Assert.Equal(1, server.TotalConnections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_fails_where_nobody_is_accepted_and_the_connection_stays(bool pipelining)
    {
        await using var server = await StartAsync(pipelining);
        var core = await fixture.SignInAsync(server);
        Refuse(server, "ann", "550 5.1.1 No such user");
        Refuse(server, "bob", "451 4.7.1 Greylisted");
        using var session = core.OpenSession();
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test");

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("MessageRejected", failure.ErrorId);
        Assert.Equal(FailureKind.Rejected, failure.Kind);
        Assert.Equal("550 5.1.1", failure.ProviderCode);
        Assert.Contains("<ann@contoso.test>: 550 5.1.1 No such user; <bob@contoso.test>: 451 4.7.1 Greylisted", failure.Message, StringComparison.Ordinal);
        Assert.Contains("temporary", failure.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain("DATA", server.Commands);
        using var next = Compose("next");
        await session.SendAsync(next, default);
        Assert.Single(server.Messages);
        Assert.Equal(1, server.TotalConnections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Refused_sender_is_not_taken_for_refused_recipients(bool pipelining)
    {
        await using var server = await StartAsync(pipelining);
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.MailFrom, "550 5.7.60 Client does not have permissions to send as this sender");
        using var session = core.OpenSession();
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test");

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Contains("refused the sender <alex@contoso.test>", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("ann@", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_that_the_server_closes_at_a_recipient_is_opened_again(bool pipelining)
    {
        await using var server = await StartAsync(pipelining);
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.RcptTo, SmtpFault.AnswerAndDrop("421 4.3.2 Shutting down"), when: Is("bob"));
        using var session = core.OpenSession();
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test", "cy@contoso.test");

        var receipt = await session.SendAsync(message, default);

        Assert.Empty(receipt.Refused);
        Assert.Equal(3, Assert.Single(server.Messages).Recipients.Count);
        Assert.Equal(2, server.TotalConnections);
    }

    [Theory]
    [InlineData("550 5.1.1 No such user", "550 5.1.1", null)]
    [InlineData("450 4.2.1 Mailbox busy", "450 4.2.1", "The refusal is temporary: send to this recipient again later.")]
    [InlineData("452 4.5.3 Too many recipients", "452 4.5.3", "-SplitRecipients")]
    public async Task Failure_of_one_recipient_has_the_reply_and_advice(string reply, string code, string? advice)
    {
        await using var server = await StartAsync(pipelining: true);
        var core = await fixture.SignInAsync(server);
        Refuse(server, "bob", reply);
        using var session = core.OpenSession();
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test");

        var failure = SmtpFailure.OfRecipient(Assert.Single((await session.SendAsync(message, default)).Refused), core.Stored);

        Assert.Equal("RecipientRefused", failure.ErrorId);
        Assert.Equal(code, failure.ProviderCode);
        Assert.Equal($"The server refused the recipient <bob@contoso.test>: {reply}", failure.Message);
        Assert.Equal(advice is null, failure.Advice is null);
        Assert.Contains(advice ?? "", failure.Advice ?? "", StringComparison.Ordinal);
    }

    internal static ComposedMessage ComposeFor(params string[] to) => MessageComposer.Compose(
        new OutgoingMessage { To = to, Subject = "Hello", TextBody = "Text" }, AuthorizationServerFixture.User, DateTimeOffset.UtcNow);

    internal static void Refuse(SmtpServer server, string name, string reply) =>
        server.Faults.Enqueue(SmtpCommand.RcptTo, reply, times: 100, when: Is(name));

    private static Func<SmtpFaultSite, bool> Is(string name) =>
        site => site.Argument.Contains($"<{name}@", StringComparison.Ordinal);

    private Task<SmtpServer> StartAsync(bool pipelining) => fixture.StartAsync(
        o => pipelining ? o : o with { Extensions = [.. o.Extensions.Where(static name => name is not "PIPELINING")] });
}
