using System.Net;
using System.Net.Sockets;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class TransportTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Server_without_STARTTLS_gets_no_token(bool offersAuthInTheClear)
    {
        await using var server = await fixture.StartAsync(
            o => o with { OffersStartTls = false, OffersAuthWithoutTls = offersAuthInTheClear });
        var core = await fixture.SignInAsync(server);

        var failure = await SendFailsAsync(core);

        Assert.Equal("SmtpStartTlsNotOffered", failure.ErrorId);
        Assert.Equal(FailureKind.Security, failure.Kind);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
        await AssertClosedAsync(server);
    }

    [Theory]
    [InlineData("454 4.7.0 TLS not available due to temporary reason")]
    [InlineData("502 5.5.1 Not today")]
    [InlineData("250 2.0.0 Who needs TLS")]
    public async Task Server_that_offers_STARTTLS_and_refuses_it_gets_no_token(string reply)
    {
        await using var server = await fixture.StartAsync(o => o with { OffersAuthWithoutTls = true });
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.StartTls, reply);

        await SendFailsAsync(core);

        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.False(server.Sessions[0].IsEncrypted);
        await AssertClosedAsync(server);
    }

    [Fact]
    public async Task Clear_port_with_implicit_TLS_is_told()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server, SmtpSecurity.ImplicitTls);
        await ChangeAsync(core, smtp => smtp with { Port = server.StartTlsPort });

        var failure = await SendFailsAsync(core);

        Assert.Equal("SmtpTlsFailed", failure.ErrorId);
        Assert.Contains("-Security", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_an_OAuth_mechanism_gets_no_token()
    {
        await using var server = await fixture.StartAsync(o => o with { Mechanisms = ["PLAIN", "LOGIN"] });
        var core = await fixture.SignInAsync(server);

        var failure = await SendFailsAsync(core);

        Assert.Equal("SmtpOAuthNotOffered", failure.ErrorId);
        Assert.Contains("LOGIN, PLAIN", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
        await AssertClosedAsync(server);
    }

    [Fact]
    public async Task Odd_greetings_are_failures_with_an_id()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        (SmtpCommand Step, SmtpFault Fault, string ErrorId)[] faults =
        [
            (SmtpCommand.Greeting, SmtpFault.AnswerAndDrop("421 4.3.2 Service not available"), "SmtpConnectionRefused"),
            (SmtpCommand.Greeting, SmtpFault.AnswerAndDrop("554 5.7.1 Go away"), "SmtpConnectionRefused"),
            (SmtpCommand.Greeting, SmtpFault.Garbage(), "SmtpConnectFailed"),
            (SmtpCommand.Greeting, SmtpFault.Drop(), "SmtpConnectFailed"),
            (SmtpCommand.Hello, SmtpFault.Drop(), "SmtpConnectFailed"),
            (SmtpCommand.StartTls, SmtpFault.Drop(), "SmtpConnectFailed"),
        ];

        foreach (var (step, fault, errorId) in faults)
        {
            server.Faults.Enqueue(step, fault);
            Assert.Equal(errorId, (await SendFailsAsync(core)).ErrorId);
        }

        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
        await AssertClosedAsync(server);
    }

    [Fact]
    public async Task Nobody_who_listens_is_told()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        await ChangeAsync(core, static smtp => smtp with { Port = 1 });

        var failure = await SendFailsAsync(core);

        Assert.Equal("SmtpConnectFailed", failure.ErrorId);
        Assert.Contains("localhost:1", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.ImplicitTls)]
    public async Task Server_that_never_answers_is_given_up(SmtpSecurity security)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server, security);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await ChangeAsync(core, smtp => smtp with { Port = ((IPEndPoint)silent.LocalEndpoint).Port, Server = "127.0.0.1" });
        var start = TimeProvider.System.GetTimestamp();
        using var session = core.OpenSession(TimeSpan.FromMilliseconds(400));
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpConnectTimeout", failure.ErrorId);
        Assert.Equal(FailureKind.Timeout, failure.Kind);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Recipient_that_is_refused_does_not_disturb_the_next_message()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.RcptTo, "550 5.1.1 User unknown");
        using var session = core.OpenSession();
        using var bad = Compose("bad", "nobody@contoso.test");
        using var good = Compose("good");

        var failure = await FailAsync(core, () => session.SendAsync(bad, default));
        await session.SendAsync(good, default);

        Assert.Equal("MessageRejected", failure.ErrorId);
        Assert.Equal(FailureKind.Rejected, failure.Kind);
        Assert.Equal("550 5.1.1", failure.ProviderCode);
        Assert.Contains("<nobody@contoso.test>", failure.Message, StringComparison.Ordinal);
        Assert.Contains("User unknown", failure.Message, StringComparison.Ordinal);
        Assert.Equal("good", Assert.Single(server.Messages).Header("Subject"));
        Assert.Equal(1, server.TotalConnections);
    }

    [Theory]
    [InlineData(SmtpCommand.MailFrom, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "550 5.7.60", "SendAs", "SendAsDenied")]
    [InlineData(SmtpCommand.Message, "554 5.2.252 SendAsDenied; alex@contoso.test not allowed to send as", "554 5.2.252", "SendAs", "SendAsDenied")]
    [InlineData(SmtpCommand.Message, "554 5.2.0 STOREDRV; SubmissionQuotaExceededException", "554 5.2.0", "10,000", "SendingQuotaExceeded")]
    [InlineData(SmtpCommand.Message, "550 5.4.5 Daily user sending limit exceeded.", "550 5.4.5", "daily", "SendingQuotaExceeded")]
    [InlineData(SmtpCommand.MailFrom, "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded", "432 4.3.2", "3 connections", "SubmissionThrottled")]
    [InlineData(SmtpCommand.Message, "430 4.2.0 STOREDRV; MapiExceptionLogonFailed", "430 4.2.0", "Add-MailboxPermission", "MailboxAccessMissing")]
    [InlineData(SmtpCommand.Data, "451 4.3.0 Something else", "451 4.3.0", null, "MessageRejected")]
    public async Task Refusal_of_a_message_is_kept_and_explained(SmtpCommand step, string reply, string code, string? advice, string id)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(step, reply);

        var failure = await SendFailsAsync(core);

        Assert.Equal(id, failure.ErrorId);
        Assert.Equal(code, failure.ProviderCode);
        Assert.Equal(advice is null, failure.Advice is null);
        Assert.Contains(advice ?? "", failure.Advice ?? "", StringComparison.Ordinal);
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task Message_that_proves_too_large_is_an_error()
    {
        await using var server = await fixture.StartAsync(
            static o => o with { MaxMessageSize = 300, Extensions = [.. o.Extensions.Where(static name => name is not "SIZE")] });
        var core = await fixture.SignInAsync(server);

        var failure = await SendFailsAsync(core, new string('x', 400));

        Assert.Equal("MessageTooLarge", failure.ErrorId);
        Assert.StartsWith("552", failure.ProviderCode, StringComparison.Ordinal);
        Assert.Contains("larger", failure.Advice, StringComparison.Ordinal);
    }

    private static async Task<OAuth2MailException> SendFailsAsync(CoreInstance core, string subject = "Hello")
    {
        using var session = core.OpenSession();
        using var message = Compose(subject);
        return await FailAsync(core, () => session.SendAsync(message, default));
    }

    private static async Task AssertClosedAsync(SmtpServer server)
    {
        for (var i = 0; i < 200 && server.OpenConnections > 0; i++)
        {
            await Task.Delay(10);
        }

        Assert.Equal(0, server.OpenConnections);
    }
}
