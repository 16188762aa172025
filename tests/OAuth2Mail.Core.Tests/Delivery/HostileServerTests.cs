using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>Servers, and whoever sits in between, that do what no server should.</summary>
public sealed class HostileServerTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private const string Hello = "250-raw\r\n250-8BITMIME\r\n250 AUTH XOAUTH2";

    [Theory]
    [InlineData("220-")]
    [InlineData("250-")]
    [InlineData("")]
    public async Task Banner_without_end_is_given_up_within_bounds(string code)
    {
        var piece = new byte[64 * 1024];
        var line = System.Text.Encoding.ASCII.GetBytes(code + new string('x', 60) + (code.Length > 0 ? "\r\n" : ""));
        for (var i = 0; i < piece.Length; i++)
        {
            piece[i] = line[i % line.Length];
        }

        long sent = 0;
        await using var server = new RawSmtpServer(async (_, stream, end) =>
        {
            while (true)
            {
                await stream.WriteAsync(piece, end);
                sent += piece.Length;
            }
        });

        var failure = await SendFailsAsync(server);

        Assert.Contains(failure.ErrorId, (string[])["SmtpConnectFailed", "SmtpConnectTimeout"]);
        Assert.InRange(sent, 1, 40_000_000);
    }

    // Each read is answered in time, and the reply has no end all the same.
    [Theory]
    [InlineData("EHLO")]
    [InlineData("MAIL")]
    public async Task Reply_that_drips_is_given_up_in_time(string at)
    {
        await using var server = new RawSmtpServer(async (raw, stream, end) =>
        {
            var secure = await raw.StartTlsAsync(stream, "250-raw\r\n250 STARTTLS", "220 Ready", end);
            await raw.TakeMessagesAsync(secure, Hello, async reply =>
            {
                while (raw.Lines[^1].StartsWith(at, StringComparison.Ordinal))
                {
                    await RawSmtpServer.SayAsync(secure, "250-wait", end);
                    await Task.Delay(50, end);
                }

                await RawSmtpServer.SayAsync(secure, reply, end);
            }, end);
        });

        var failure = await SendFailsAsync(server, timeout: 1);

        Assert.Contains(failure.ErrorId, (string[])["SmtpConnectTimeout", "SmtpConnectionLost"]);
    }

    [Fact]
    public async Task Reply_with_millions_of_lines_is_given_up_within_bounds()
    {
        long sent = 0;
        await using var server = new RawSmtpServer(async (raw, stream, end) =>
        {
            var secure = await raw.StartTlsAsync(stream, "250-raw\r\n250 STARTTLS", "220 Ready", end);
            await raw.TakeMessagesAsync(secure, Hello, async reply =>
            {
                while (raw.Lines[^1].StartsWith("RCPT", StringComparison.Ordinal))
                {
                    await RawSmtpServer.SayAsync(secure, string.Concat(Enumerable.Repeat("250-more and more\r\n", 1000)).TrimEnd(), end);
                    sent += 19_000;
                }

                await RawSmtpServer.SayAsync(secure, reply, end);
            }, end);
        });

        var failure = await SendFailsAsync(server);

        Assert.Equal("SmtpConnectionLost", failure.ErrorId);
        Assert.InRange(sent, 1, 60_000_000);
    }

    // CVE-2026-41319: what came before the handshake was taken for what came after it.
    [Fact]
    public async Task Answer_that_is_injected_before_TLS_is_forgotten()
    {
        await using var server = new RawSmtpServer(async (raw, stream, end) =>
        {
            var secure = await raw.StartTlsAsync(
                stream, "250-raw\r\n250 STARTTLS", "220 Ready\r\n250-evil\r\n250 AUTH PLAIN LOGIN", end);
            await raw.TakeMessagesAsync(secure, Hello, reply => RawSmtpServer.SayAsync(secure, reply, end), end);
        });

        await SendAsync(server);

        Assert.Contains(server.Lines, static line => line.StartsWith("AUTH XOAUTH2", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Lines, static line => line.StartsWith("AUTH PLAIN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mechanism_that_is_withdrawn_after_TLS_is_not_used()
    {
        await using var server = new RawSmtpServer(async (raw, stream, end) =>
        {
            var secure = await raw.StartTlsAsync(stream, "250-raw\r\n250-AUTH XOAUTH2\r\n250 STARTTLS", "220 Ready", end);
            await raw.TakeMessagesAsync(secure, "250 raw", reply => RawSmtpServer.SayAsync(secure, reply, end), end);
        });

        var failure = await SendFailsAsync(server);

        Assert.Equal("SmtpOAuthNotOffered", failure.ErrorId);
        Assert.DoesNotContain(server.Lines, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Replies_that_come_byte_by_byte_are_understood()
    {
        await using var server = new RawSmtpServer(async (raw, stream, end) =>
        {
            var secure = await raw.StartTlsAsync(stream, "250-raw\r\n250 STARTTLS", "220 Ready", end);
            await raw.TakeMessagesAsync(secure, Hello, async reply =>
            {
                foreach (var one in System.Text.Encoding.ASCII.GetBytes(reply + "\r\n"))
                {
                    await secure.WriteAsync(new[] { one }, end);
                    await secure.FlushAsync(end);
                }
            }, end);
        });

        await SendAsync(server);

        Assert.Contains(server.Lines, static line => line == ".");
    }

    [Fact]
    public async Task Every_refusal_and_drop_at_every_step_is_a_right_error_and_sends_nothing_twice()
    {
        var steps = Enum.GetValues<SmtpCommand>().Except([SmtpCommand.Unknown, SmtpCommand.Noop, SmtpCommand.Reset]).ToList();
        SmtpFault[] faults =
        [
            SmtpFault.Answer("451 4.7.1 Not now"), SmtpFault.Answer("554 5.7.1 Never"), SmtpFault.Drop(),
            SmtpFault.AnswerAndDrop("421 4.3.2 Closing"), SmtpFault.Garbage(),
        ];

        // Some at once, so that the other tests have a processor too.
        using var slots = new SemaphoreSlim(6);
        var complaints = await Task.WhenAll(
            from step in steps from fault in faults from extensions in new[] { false, true } select InTurnAsync(step, fault, extensions));
        var afterTls = await Task.WhenAll(faults.Select(fault => ComplainAsync(SmtpCommand.Hello, fault, pipelined: true, isAfterTls: true)));

        Assert.Empty(afterTls.OfType<string>());
        Assert.Empty(complaints.OfType<string>());

        async Task<string?> InTurnAsync(SmtpCommand step, SmtpFault fault, bool pipelined)
        {
            await slots.WaitAsync();
            try
            {
                return await ComplainAsync(step, fault, pipelined);
            }
            finally
            {
                slots.Release();
            }
        }
    }

    private async Task<string?> ComplainAsync(SmtpCommand step, SmtpFault fault, bool pipelined, bool isAfterTls = false)
    {
        await using var server = await fixture.StartAsync(o => o with
        {
            Extensions = pipelined ? [.. o.Extensions] : [.. o.Extensions.Where(static name => name is not ("PIPELINING" or "CHUNKING"))],
        });
        var core = await fixture.SignInAsync(server);
        // Only the first EHLO of all is left alone: it is the one before TLS.
        var asked = isAfterTls ? 0 : 1;
        server.Faults.Enqueue(step, fault, times: 9, when: _ => Interlocked.Increment(ref asked) > 1);
        var name = $"{step}{(isAfterTls ? " after TLS" : "")} {fault.Reply ?? "drop"}{(fault.Drops ? ", closed" : "")}{(pipelined ? ", pipelined" : "")}";
        OAuth2MailException? failure = null;
        using (var session = core.OpenSession(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(30)))
        using (var message = Compose())
        {
            try
            {
                await session.SendAsync(message, default).WaitAsync(TimeSpan.FromSeconds(60));
            }
            catch (OAuth2MailException e)
            {
                failure = e;
            }
            catch (Exception e)
            {
                return $"{name}: raw {e.GetType().Name}";
            }
        }

        var isPermanent = fault.Reply?[0] == '5';
        var isTransient = fault.Reply?[0] == '4' || (fault.Drops && fault.Reply is null);
        return server.Messages.Count > 1 ? $"{name}: {server.Messages.Count} copies"
            : failure is null && server.Messages.Count != 1 ? $"{name}: neither sent nor refused"
            : failure is null && step is not SmtpCommand.Quit ? $"{name}: sent all the same"
            : failure is { ErrorId: "" } ? $"{name}: no id"
            : failure is { ErrorId: not "DeliveryUncertain" } && isTransient && !failure.IsTransient ? $"{name}: {failure.ErrorId} is called permanent"
            : failure is not null && isPermanent && failure.IsTransient ? $"{name}: {failure.ErrorId} is called transient"
            : step == SmtpCommand.Message && fault is { Drops: true, Reply: null } && failure?.ErrorId != "DeliveryUncertain" ? $"{name}: {failure?.ErrorId} is certain"
            : null;
    }

    private async Task<OAuth2MailException> SendFailsAsync(RawSmtpServer server, int timeout = 10)
        => await Assert.ThrowsAsync<OAuth2MailException>(() => SendAsync(server, timeout)).WaitAsync(TimeSpan.FromSeconds(60));

    private async Task SendAsync(RawSmtpServer server, int timeout = 10)
    {
        await using var loopback = await fixture.StartAsync();
        var core = await fixture.SignInAsync(loopback);
        await ChangeAsync(core, smtp => smtp with { Port = server.Port, CertificateThumbprint = server.Thumbprint });
        using var session = core.OpenSession(TimeSpan.FromSeconds(timeout), TimeSpan.FromSeconds(timeout));
        using var message = Compose();
        await session.SendAsync(message, default);
    }
}
