using System.Net.Sockets;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

public sealed class SmtpServerTests(SmtpServerFixture fixture) : IClassFixture<SmtpServerFixture>
{
    private const string User = SmtpServerFixture.User;

    [Theory]
    [InlineData(false, "XOAUTH2")]
    [InlineData(true, "XOAUTH2")]
    [InlineData(false, "OAUTHBEARER")]
    [InlineData(true, "OAUTHBEARER")]
    public async Task Message_arrives_over_both_kinds_of_TLS_and_both_mechanisms(bool implicitTls, string mechanism)
    {
        await using var server = await fixture.StartAsync();
        using var client = await fixture.ConnectAsync(server, implicitTls);
        var token = await fixture.GetTokenAsync();
        await client.AuthenticateAsync(mechanism is "XOAUTH2"
            ? new SaslMechanismOAuth2(User, token)
            : new SaslMechanismOAuthBearer(User, token));
        var message = SmtpServerFixture.Message();

        await client.SendAsync(message);
        await client.DisconnectAsync(true);

        var received = Assert.Single(await server.WaitForMessagesAsync(1, TimeSpan.FromSeconds(5)));
        Assert.Equal((User, mechanism, true), (received.UserName, received.Mechanism, received.IsEncrypted));
        Assert.Equal(User, received.From);
        Assert.Equal("pat@contoso.test", Assert.Single(received.Recipients).Address);
        Assert.Equal("Hello", received.Header("Subject"));
        Assert.EndsWith("\r\n\r\nFirst\r\n.dotted\r\n..twice\r\n", received.Text, StringComparison.Ordinal);
        Assert.Equal(received.Content.Length, received.Length);
        Assert.Contains($"AUTH {mechanism}", server.Commands);
        Assert.DoesNotContain(server.Commands, command => command.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("XOAUTH2", "", "\"status\":\"400\"")]
    [InlineData("OAUTHBEARER", "AQ==", "\"status\":\"invalid_token\"")]
    public async Task Bad_token_gets_a_challenge_and_then_535(string mechanism, string acknowledgement, string challenge)
    {
        await using var server = await fixture.StartAsync(o => o with { OffersAuthWithoutTls = true });
        using var talk = await RawConversation.OpenAsync(server.StartTlsPort);
        await talk.SayAsync("EHLO me");
        var response = mechanism is "XOAUTH2"
            ? $"user={User}\u0001auth=Bearer bad\u0001\u0001"
            : $"n,a={User},\u0001host=h\u0001port=25\u0001auth=Bearer bad\u0001\u0001";

        var line = await talk.SayAsync($"AUTH {mechanism} {Convert.ToBase64String(Encoding.UTF8.GetBytes(response))}");

        Assert.StartsWith("334 ", line, StringComparison.Ordinal);
        Assert.Contains(challenge, Encoding.UTF8.GetString(Convert.FromBase64String(line[4..])), StringComparison.Ordinal);
        Assert.StartsWith("535 5.7.8", await talk.SayAsync(acknowledgement), StringComparison.Ordinal);
    }

    [Fact]
    public async Task XOAUTH2_works_without_an_initial_response()
    {
        await using var server = await fixture.StartAsync(o => o with { OffersAuthWithoutTls = true });
        using var talk = await RawConversation.OpenAsync(server.StartTlsPort);
        await talk.SayAsync("EHLO me");

        Assert.Equal("334 ", await talk.SayAsync("AUTH XOAUTH2"));
        var response = $"user={User}\u0001auth=Bearer {await fixture.GetTokenAsync()}\u0001\u0001";
        var verdict = await talk.SayAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(response)));
        Assert.StartsWith("235", verdict, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_out_of_order_are_refused()
    {
        await using var server = await fixture.StartAsync();
        using var talk = await RawConversation.OpenAsync(server.StartTlsPort);

        Assert.StartsWith("503", await talk.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
        var hello = await talk.SayAsync("EHLO me");
        Assert.Contains("STARTTLS", hello, StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", hello, StringComparison.Ordinal);
        Assert.StartsWith("530 5.7.0", await talk.SayAsync("AUTH XOAUTH2 abc"), StringComparison.Ordinal);
        Assert.StartsWith("530 5.7.57", await talk.SayAsync("MAIL FROM:<a@b.test>"), StringComparison.Ordinal);
        Assert.StartsWith("503", await talk.SayAsync("RCPT TO:<a@b.test>"), StringComparison.Ordinal);
        Assert.StartsWith("503", await talk.SayAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("500", await talk.SayAsync("VRFY me"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_STARTTLS_gets_no_token()
    {
        await using var server = await fixture.StartAsync(o => o with { OffersStartTls = false });

        await Assert.ThrowsAsync<NotSupportedException>(() => fixture.ConnectAsync(server));

        Assert.DoesNotContain(server.Commands, static command => command.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Revoked_token_another_user_or_scope_is_refused()
    {
        await using var server = await fixture.StartAsync(o => o with
        {
            RefusedTokenReply =
                "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
        });
        var revoked = await fixture.GetTokenAsync();
        Assert.True(await fixture.Authorization.RevokeTokenAsync(revoked));

        foreach (var (user, token) in new[]
        {
            (User, revoked),
            ("pat@contoso.test", await fixture.GetTokenAsync()),
            (User, await fixture.GetTokenAsync("profile")),
        })
        {
            using var client = await fixture.ConnectAsync(server);
            var refusal = await Assert.ThrowsAsync<AuthenticationException>(
                () => client.AuthenticateAsync(new SaslMechanismOAuth2(user, token)));
            Assert.Contains("5.7.139", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Shared_mailbox_may_be_granted()
    {
        await using var server = await fixture.StartAsync();
        server.GrantMailbox(User, "shared@contoso.test");
        using var client = await fixture.ConnectAsync(server);

        await client.AuthenticateAsync(new SaslMechanismOAuth2("shared@contoso.test", await fixture.GetTokenAsync()));

        Assert.Equal("shared@contoso.test", server.Sessions[0].UserName);
    }

    [Fact]
    public async Task Faults_strike_where_and_as_often_as_asked()
    {
        await using var server = await fixture.StartAsync();
        using var client = await fixture.AuthenticateAsync(server);
        server.Faults.Enqueue(
            SmtpCommand.RcptTo, "452 4.5.3 Too many recipients", times: 2,
            when: static site => site.Argument.Contains("full@", StringComparison.Ordinal));

        await client.SendAsync(SmtpServerFixture.Message("fits"));
        for (var i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<SmtpCommandException>(
                () => client.SendAsync(SmtpServerFixture.Message("full", "full@contoso.test")));
            Assert.Equal(SmtpErrorCode.RecipientNotAccepted, refusal.ErrorCode);
        }

        await client.SendAsync(SmtpServerFixture.Message("fits again", "full@contoso.test"));
        Assert.Equal(["fits", "fits again"], server.Messages.Select(static m => m.Header("Subject")));
    }

    [Fact]
    public async Task Connection_drops_in_the_message_after_it_or_after_keeping_it()
    {
        await using var server = await fixture.StartAsync();
        foreach (var fault in new[] { SmtpFault.DropAfter(20), SmtpFault.Drop(), SmtpFault.AcceptAndDrop() })
        {
            server.Faults.Enqueue(SmtpCommand.Message, fault);
            using var client = await fixture.AuthenticateAsync(server);
            await Assert.ThrowsAnyAsync<Exception>(() => client.SendAsync(SmtpServerFixture.Message()));
        }

        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Token_is_refused_as_often_as_asked_and_then_accepted()
    {
        await using var server = await fixture.StartAsync();
        server.Faults.Enqueue(SmtpCommand.Token, "535 5.7.3 Authentication unsuccessful", times: 2);
        var token = await fixture.GetTokenAsync();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            using var client = await fixture.ConnectAsync(server);
            if (attempt < 2)
            {
                await Assert.ThrowsAsync<AuthenticationException>(
                    () => client.AuthenticateAsync(new SaslMechanismOAuth2(User, token)));
            }
            else
            {
                await client.AuthenticateAsync(new SaslMechanismOAuth2(User, token));
            }
        }

        Assert.Equal(3, server.TotalConnections);
    }

    [Fact]
    public async Task Odd_greetings_and_a_refused_STARTTLS_are_seen_by_the_client()
    {
        await using var server = await fixture.StartAsync();
        foreach (var (command, fault) in new[]
        {
            (SmtpCommand.Greeting, SmtpFault.AnswerAndDrop("421 4.3.2 Service not available")),
            (SmtpCommand.Greeting, SmtpFault.Garbage()),
            (SmtpCommand.Greeting, SmtpFault.Drop()),
            (SmtpCommand.Hello, SmtpFault.Oversized(1_000_000)),
            (SmtpCommand.StartTls, SmtpFault.Answer("454 4.7.0 TLS not available")),
        })
        {
            server.Faults.Enqueue(command, fault);
            await Assert.ThrowsAnyAsync<Exception>(() => fixture.ConnectAsync(server));
        }

        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limits_of_connection_and_server_hold()
    {
        await using var server = await fixture.StartAsync(o => o with { MaxMessagesPerConnection = 1, MaxConnections = 1 });
        using var first = await fixture.AuthenticateAsync(server);
        await first.SendAsync(SmtpServerFixture.Message());
        var enough = await Assert.ThrowsAsync<SmtpCommandException>(() => first.SendAsync(SmtpServerFixture.Message()));
        Assert.Equal(SmtpStatusCode.ServiceNotAvailable, enough.StatusCode);

        using var second = await fixture.AuthenticateAsync(server);
        using var third = await fixture.AuthenticateAsync(server);
        var busy = await Assert.ThrowsAnyAsync<CommandException>(() => third.SendAsync(SmtpServerFixture.Message()));
        Assert.Contains("thread limit", busy.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Content_can_be_hashed_instead_of_kept_and_its_size_limited()
    {
        await using var server = await fixture.StartAsync(o => o with { KeepsContent = false, MaxMessageSize = 1000 });
        using var client = await fixture.AuthenticateAsync(server);

        await client.SendAsync(SmtpServerFixture.Message());
        await Assert.ThrowsAsync<SmtpCommandException>(() => client.SendAsync(SmtpServerFixture.Message(new string('x', 2000))));

        var message = Assert.Single(server.Messages);
        Assert.True(message.Content.IsEmpty);
        Assert.Equal(64, message.Sha256.Length);
    }

    [Fact]
    public async Task Waiting_for_messages_that_do_not_come_times_out()
    {
        await using var server = await fixture.StartAsync();

        await Assert.ThrowsAsync<TimeoutException>(() => server.WaitForMessagesAsync(1, TimeSpan.FromMilliseconds(20)));
    }

    /// <summary>A client that says exactly what it is told to.</summary>
    private sealed class RawConversation(TcpClient client) : IDisposable
    {
        private readonly StreamReader _reader = new(client.GetStream());

        public static async Task<RawConversation> OpenAsync(int port)
        {
            var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            var talk = new RawConversation(client);
            await talk._reader.ReadLineAsync();
            return talk;
        }

        public async Task<string> SayAsync(string line)
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));
            var reply = new List<string>();
            do
            {
                reply.Add(await _reader.ReadLineAsync() ?? "");
            }
            while (reply[^1] is [_, _, _, '-', ..]);

            return string.Join('\n', reply);
        }

        public void Dispose()
        {
            _reader.Dispose();
            client.Dispose();
        }
    }
}
