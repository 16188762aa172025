using OAuth2Mail.Delivery;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using OAuth2Mail.Providers;
using Xunit;
using static OAuth2Mail.Tests.Delivery.RefusedRecipientTests;

namespace OAuth2Mail.Tests.Delivery;

public sealed class RecipientBatchTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private readonly List<DeliveryReceipt> _receipts = [];
    private readonly List<OAuth2MailException> _failures = [];

    [Theory]
    [InlineData("smtp.gmail.com", 100)]
    [InlineData("SMTP.Office365.com", 1000)]
    [InlineData("mail.contoso.test", null)]
    public void Limit_is_the_servers(string server, int? limit) => Assert.Equal(limit, SubmissionLimits.Of(server).Recipients);

    [Fact]
    public void Pace_is_what_Exchange_Online_publishes()
    {
        SubmissionLimits limits = SubmissionLimits.Of("SMTP.Office365.com");

        Assert.Equal((3, 30, 10_000), (limits.Connections, limits.MessagesPerMinute, limits.RecipientsPerDay));
    }

    [Fact]
    public void Too_many_recipients_are_known_before_anything_is_sent()
    {
        using var message = ComposeFor("ann@contoso.test", "bob@contoso.test", "cy@contoso.test");
        new DeliveryOptions { MaximumRecipients = 3 }.Verify(message);
        new DeliveryOptions { MaximumRecipients = 2, SplitRecipients = true }.Verify(message);

        var failure = Assert.Throws<OAuth2MailException>(() => new DeliveryOptions { MaximumRecipients = 2 }.Verify(message));

        Assert.Equal("TooManyRecipients", failure.ErrorId);
        Assert.Contains("has 3 recipients, and the server takes 2", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-SplitRecipients", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void All_or_nothing_cannot_be_split()
    {
        using var message = ComposeFor("ann@contoso.test");
        Assert.Equal("ParameterConflict", Assert.Throws<OAuth2MailException>(
            () => new DeliveryOptions { RequireAllRecipients = true, SplitRecipients = true }.Verify(message)).ErrorId);
    }

    [Fact]
    public async Task Message_is_split_at_the_limit_that_is_given()
    {
        await using var server = await fixture.StartAsync();
        await SendAsync(server, new() { SplitRecipients = true, MaximumRecipients = 2 });

        Assert.Equal(["ann,bob", "cy,dee", "eve"], server.Messages.Select(Names));
        Assert.Equal(3, _receipts.Select(static r => r.ServerResponse).Distinct().Count());
        Assert.Equal(["cy@contoso.test", "dee@contoso.test"], _receipts[1].Accepted.Select(static r => r.Address));
        Assert.Single(server.Messages.Select(static m => m.Sha256).Distinct());
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Message_is_split_where_the_server_says_that_it_has_enough()
    {
        await using var server = await fixture.StartAsync(static o => o with { MaxRecipients = 2 });
        await SendAsync(server, new() { SplitRecipients = true });

        Assert.Equal(["ann,bob", "cy,dee", "eve"], server.Messages.Select(Names));
        Assert.All(_receipts, static r => Assert.Empty(r.Refused));
    }

    [Fact]
    public async Task Message_is_not_split_unasked()
    {
        await using var server = await fixture.StartAsync(static o => o with { MaxRecipients = 2 });
        await SendAsync(server, new());

        Assert.Equal("ann,bob", Names(Assert.Single(server.Messages)));
        Assert.Equal(3, Assert.Single(_receipts).Refused.Count);
    }

    [Fact]
    public async Task Transaction_that_is_refused_does_not_keep_the_others_back()
    {
        await using var server = await fixture.StartAsync();
        Refuse(server, "cy", "550 5.1.1 No such user");
        Refuse(server, "dee", "550 5.1.1 No such user");
        await SendAsync(server, new() { SplitRecipients = true, MaximumRecipients = 2 });

        Assert.Equal(["ann,bob", "eve"], server.Messages.Select(Names));
        Assert.Contains("transaction for cy@contoso.test, dee@contoso.test.", Assert.Single(_failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lost_connection_says_who_was_not_tried()
    {
        await using var server = await fixture.StartAsync();
        server.Faults.Enqueue(SmtpCommand.MailFrom, SmtpFault.Drop(), times: 2, when: site => server.Messages.Count == 1);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => SendAsync(server, new() { SplitRecipients = true, MaximumRecipients = 2 }));

        Assert.Equal("SmtpConnectionLost", failure.ErrorId);
        Assert.Contains("transaction for cy@contoso.test, dee@contoso.test. Not tried: eve@contoso.test.", failure.Message, StringComparison.Ordinal);
        Assert.Single(_receipts);
    }

    private static string Names(ReceivedMessage message) =>
        string.Join(",", message.Recipients.Select(static r => r.Address.Split('@')[0]));

    private async Task SendAsync(SmtpServer server, DeliveryOptions options)
    {
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using ComposedMessage message =
            ComposeFor("ann@contoso.test", "bob@contoso.test", "cy@contoso.test", "dee@contoso.test", "eve@contoso.test");
        await new RecipientBatches(session.SendAsync, options).SendAsync(
            message,
            message.Recipients,
            receipt => Keep(_receipts, receipt),
            failure => Keep(_failures, failure),
            TestContext.Current.CancellationToken);
    }

    private static Task Keep<T>(List<T> list, T value)
    {
        list.Add(value);
        return Task.CompletedTask;
    }
}
