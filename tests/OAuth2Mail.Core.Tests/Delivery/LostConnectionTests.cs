using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class LostConnectionTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Theory]
    [InlineData(SmtpCommand.MailFrom)]
    [InlineData(SmtpCommand.RcptTo)]
    [InlineData(SmtpCommand.Data)]
    public async Task Connection_lost_before_the_message_is_opened_again(SmtpCommand step)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var first = Compose("first");
        await session.SendAsync(first, default);
        server.Faults.Enqueue(step, SmtpFault.Drop());
        using var second = Compose("second");

        var receipt = await session.SendAsync(second, default);

        Assert.Equal(2, receipt.Attempts);
        Assert.Equal(["first", "second"], server.Messages.Select(static m => m.Header("Subject")));
        Assert.Equal(2, server.TotalConnections);
    }

    [Fact]
    public async Task File_that_cannot_be_read_on_is_not_a_lost_connection()
    {
        // A file of Linux that opens, and fails when it is read.
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has such a file.");
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var broken = MessageComposer.Compose(
            new OutgoingMessage { To = ["pat@contoso.test"], Attachments = ["/proc/self/mem"] }, "alex@contoso.test", DateTimeOffset.UtcNow);

        var failure = await FailAsync(core, () => session.SendAsync(broken, default));

        Assert.Equal("AttachmentUnreadable", failure.ErrorId);
        Assert.Contains("/proc/self/mem", failure.Message, StringComparison.Ordinal);
        using var message = Compose();
        await session.SendAsync(message, default);
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Connection_lost_before_the_message_again_and_again_is_an_error()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.MailFrom, SmtpFault.Drop(), times: 2);
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpConnectionLost", failure.ErrorId);
        Assert.Equal(2, server.TotalConnections);
        await session.SendAsync(message, default);
        Assert.Single(server.Messages);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_lost_before_the_reply_leaves_it_uncertain_and_the_message_is_not_sent_twice(bool kept)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, kept ? SmtpFault.AcceptAndDrop() : SmtpFault.Drop());
        using var session = core.OpenSession();
        using var message = Compose("uncertain");

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("DeliveryUncertain", failure.ErrorId);
        Assert.Equal(FailureKind.Connection, failure.Kind);
        Assert.Equal(kept ? 1 : 0, server.Messages.Count);
        Assert.Equal(1, server.TotalConnections);
        Assert.Single(server.Commands, "DATA");
        using var next = Compose("next");
        await session.SendAsync(next, default);
        Assert.Equal("next", server.Messages[^1].Header("Subject"));
    }

    [Fact]
    public async Task Reply_that_does_not_come_in_time_leaves_it_uncertain()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, SmtpFault.Slow(TimeSpan.FromSeconds(20)));
        using var session = core.OpenSession(finalPatience: TimeSpan.FromSeconds(1), timeout: TimeSpan.FromSeconds(1));
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("DeliveryUncertain", failure.ErrorId);
        Assert.Equal(1, server.TotalConnections);
    }

    // RFC 5321 §4.5.3.2.6: ten minutes, whatever the time-out of everything else.
    [Fact]
    public async Task Answer_to_the_message_is_waited_for_longer_than_any_other()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, SmtpFault.Slow(TimeSpan.FromSeconds(6)));
        using var session = core.OpenSession(TimeSpan.FromSeconds(3));
        using var message = Compose("slow");

        await session.SendAsync(message, default);

        Assert.Equal("slow", Assert.Single(server.Messages).Header("Subject"));
        Assert.Equal(TimeSpan.FromMinutes(10), session.FinalPatience);
        server.Faults.Enqueue(SmtpCommand.MailFrom, SmtpFault.Slow(TimeSpan.FromSeconds(20)), times: 2);
        using var next = Compose("next");
        Assert.Equal("SmtpConnectionLost", (await FailAsync(core, () => session.SendAsync(next, default))).ErrorId);
    }

    [Fact]
    public async Task Goodbye_is_not_waited_for_as_long_as_the_answer_to_the_message()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Quit, SmtpFault.Slow(TimeSpan.FromSeconds(30)));
        using var session = core.OpenSession(TimeSpan.FromSeconds(1));
        using var message = Compose("once");
        await session.SendAsync(message, default);
        var start = TimeProvider.System.GetTimestamp();

        await session.CloseAsync(default);

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    // What goes over the wire has each leading dot twice, and MailKit tells the size with one.
    [Fact]
    public async Task Message_of_dots_that_was_cut_off_is_certain()
    {
        await using var server = await fixture.StartAsync(static o => o with { MaxMessageSize = 200_000_000, KeepsContent = false });
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        var dots = string.Concat(Enumerable.Repeat(".\r\n", 20_000_000));
        using var message = MessageComposer.Compose(
            new OutgoingMessage { To = ["pat@contoso.test"], TextBody = dots }, "alex@contoso.test", DateTimeOffset.UtcNow);
        server.Faults.Enqueue(SmtpCommand.Message, SmtpFault.DropAfter(48_000_000), times: 2);

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpConnectionLost", failure.ErrorId);
        Assert.Equal(2, server.TotalConnections);
    }

    // Without its end no server takes a message (RFC 5321 §4.1.1.4).
    [Fact]
    public async Task Connection_lost_in_the_middle_of_the_message_is_certain_and_the_message_sent_again()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        var path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[12_000_000]);
        server.Faults.Enqueue(SmtpCommand.Message, SmtpFault.DropAfter(1000));
        using (var session = core.OpenSession())
        using (var message = Compose("big", "pat@contoso.test", path))
        {
            var receipt = await session.SendAsync(message, default);
            Assert.Equal(2, receipt.Attempts);
        }

        File.Delete(path);
        Assert.Equal("big", Assert.Single(server.Messages).Header("Subject"));
        Assert.True(server.Messages[0].Length > 12_000_000);
    }

    [Fact]
    public async Task Server_that_has_enough_of_a_connection_gets_another_one()
    {
        await using var server = await fixture.StartAsync(static o => o with { MaxMessagesPerConnection = 2 });
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        for (var i = 0; i < 4; i++)
        {
            using var message = Compose($"{i}");
            await session.SendAsync(message, default);
        }

        Assert.Equal(["0", "1", "2", "3"], server.Messages.Select(static m => m.Header("Subject")));
        Assert.Equal(2, server.TotalConnections);
    }

    [Fact]
    public async Task Refused_token_at_the_second_connection_is_refreshed_once()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var first = Compose("first");
        await session.SendAsync(first, default);
        server.Faults.Enqueue(SmtpCommand.MailFrom, SmtpFault.Drop());
        await fixture.Authorization.RevokeTokenAsync(core.Stored.Tokens!.AccessToken);
        var refreshes = fixture.RefreshCount;
        using var second = Compose("second");

        await session.SendAsync(second, default);

        Assert.Equal(["first", "second"], server.Messages.Select(static m => m.Header("Subject")));
        Assert.Equal(1, fixture.RefreshCount - refreshes);
    }
}
