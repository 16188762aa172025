using System.Security.Cryptography;
using OAuth2Mail.Delivery;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>BDAT (RFC 3030), where a server offers CHUNKING: one round trip less, and all the rest as with DATA.</summary>
public sealed class ChunkingTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private static SmtpServerOptions WithChunking(SmtpServerOptions options) => options with { Extensions = [.. options.Extensions, "CHUNKING"] };

    [Fact]
    public async Task Message_goes_without_a_question_and_byte_for_byte()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(300_000), TestContext.Current.CancellationToken);
        using var message = Compose("chunks", "pat@contoso.test", path);
        using var asIs = new MemoryStream();
        await message.Message.WriteToAsync(TransportFormat.For(message), asIs, TestContext.Current.CancellationToken);
        await using var server = await fixture.StartAsync(WithChunking);
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();

        DeliveryReceipt receipt = await session.SendAsync(message, default);

        File.Delete(path);
        Assert.Equal(asIs.ToArray(), Assert.Single(server.Messages).Content.ToArray());
        Assert.Equal(asIs.Length, receipt.Size);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("DATA", StringComparison.Ordinal));
        using var next = Compose("next");
        await session.SendAsync(next, default);
        Assert.Equal(1, server.TotalConnections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connection_lost_before_the_reply_leaves_it_uncertain(bool kept)
    {
        await using var server = await fixture.StartAsync(WithChunking);
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, kept ? SmtpFault.AcceptAndDrop() : SmtpFault.Drop());
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("DeliveryUncertain", failure.ErrorId);
        Assert.Equal(kept ? 1 : 0, server.Messages.Count);
    }

    [Fact]
    public async Task Connection_lost_in_the_message_is_opened_again()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllBytesAsync(path, new byte[24_000_000], TestContext.Current.CancellationToken);
        await using var server = await fixture.StartAsync(static options => WithChunking(options) with { MaxMessageSize = 100_000_000 });
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, SmtpFault.DropAfter(1000));
        using (var session = core.OpenSession())
        using (var message = Compose("again", "pat@contoso.test", path))
        {
            DeliveryReceipt receipt = await session.SendAsync(message, default);
            Assert.Equal(2, receipt.Attempts);
        }

        File.Delete(path);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Recipients_that_are_refused_are_known_and_content_for_nobody_is_not_sent()
    {
        await using var server = await fixture.StartAsync(WithChunking);
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.RcptTo, "550 5.1.1 No such user", when: static site => site.Argument.Contains("nobody", StringComparison.Ordinal), times: 2);
        using var session = core.OpenSession();
        using var mixed = Compose("mixed", "pat@contoso.test, nobody@contoso.test");
        using var refused = Compose("refused", "nobody@contoso.test");
        using var good = Compose("good");

        DeliveryReceipt receipt = await session.SendAsync(mixed, default);
        var failure = await FailAsync(core, () => session.SendAsync(refused, default));
        await session.SendAsync(good, default);

        Assert.Equal("nobody@contoso.test", Assert.Single(receipt.Refused).Recipient);
        Assert.Equal("MessageRejected", failure.ErrorId);
        Assert.Equal(["mixed", "good"], server.Messages.Select(static message => message.Header("Subject")));
        Assert.Equal(2, server.Commands.Count(static line => line.StartsWith("BDAT", StringComparison.Ordinal)));
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Message_that_the_server_refuses_leaves_the_connection()
    {
        await using var server = await fixture.StartAsync(WithChunking);
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, "554 5.7.1 Spam");
        using var session = core.OpenSession();
        using var first = Compose("first");
        using var second = Compose("second");

        var failure = await FailAsync(core, () => session.SendAsync(first, default));
        await session.SendAsync(second, default);

        Assert.Equal("MessageRejected", failure.ErrorId);
        Assert.Equal("second", Assert.Single(server.Messages).Header("Subject"));
    }
}
