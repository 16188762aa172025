using MimeKit;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class MailSessionTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Theory]
    [InlineData(SmtpSecurity.StartTls, "XOAUTH2", "XOAUTH2")]
    [InlineData(SmtpSecurity.StartTls, "OAUTHBEARER", "OAUTHBEARER")]
    [InlineData(SmtpSecurity.ImplicitTls, "XOAUTH2", "XOAUTH2")]
    [InlineData(SmtpSecurity.ImplicitTls, "OAUTHBEARER", "OAUTHBEARER")]
    [InlineData(SmtpSecurity.StartTls, "PLAIN LOGIN OAUTHBEARER XOAUTH2", "XOAUTH2")]
    public async Task Message_is_delivered_under_TLS_with_the_token(SmtpSecurity security, string offered, string used)
    {
        await using var server = await fixture.StartAsync(o => o with { Mechanisms = offered.Split(' ') });
        var core = await fixture.SignInAsync(server, security);
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose("Grüße");

        var receipt = await session.SendAsync(message, default);

        var received = Assert.Single(server.Messages);
        Assert.True(received.IsEncrypted);
        Assert.Equal(used, received.Mechanism);
        Assert.Equal(AuthorizationServerFixture.User, received.UserName);
        Assert.Equal(AuthorizationServerFixture.User, received.From);
        Assert.Equal("pat@contoso.test", Assert.Single(received.Recipients).Address);
        Assert.Equal("2.0.0 OK queued as 1-1", receipt.ServerResponse);
        Assert.Equal(1, receipt.Attempts);
        Assert.InRange(receipt.Size, received.Length, received.Length + 10);
        Assert.Equal(refreshes, fixture.RefreshCount);
        var parsed = MimeMessage.Load(new MemoryStream(received.Content.ToArray()));
        Assert.Equal("Grüße", parsed.Subject);
        Assert.Equal("First\n.dotted\n..twice\n", parsed.TextBody!.ReplaceLineEndings("\n"));
        Assert.Equal(security == SmtpSecurity.StartTls, server.Commands.Contains("STARTTLS"));
    }

    [Fact]
    public async Task One_connection_serves_many_messages()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();

        for (var i = 0; i < 25; i++)
        {
            using var message = Compose($"Number {i}");
            await session.SendAsync(message, default);
        }

        await session.CloseAsync(default);
        Assert.Equal(Enumerable.Range(0, 25).Select(static i => $"Number {i}"), server.Messages.Select(static m => m.Header("Subject")));
        Assert.Equal(1, server.TotalConnections);
        Assert.Single(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Equal("QUIT", server.Commands[^1]);
    }

    [Fact]
    public async Task Large_attachment_and_long_lines_arrive_intact()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        var path = Path.GetTempFileName();
        var noise = new byte[3_000_000];
        new Random(1).NextBytes(noise);
        await File.WriteAllBytesAsync(path, noise);
        using (var session = core.OpenSession())
        using (var message = OAuth2Mail.Messages.MessageComposer.Compose(
            new() { To = ["pat@contoso.test"], TextBody = new string('ü', 5000) + "\r\n.", Attachments = [path] },
            AuthorizationServerFixture.User, DateTimeOffset.UtcNow))
        {
            await session.SendAsync(message, default);
        }

        File.Delete(path);
        var parsed = MimeMessage.Load(new MemoryStream(Assert.Single(server.Messages).Content.ToArray()));
        Assert.Equal(new string('ü', 5000) + "\n.", parsed.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        using var bytes = new MemoryStream();
        ((MimePart)parsed.Attachments.Single()).Content!.DecodeTo(bytes);
        Assert.Equal(noise, bytes.ToArray());
    }

    [Fact]
    public async Task Token_that_runs_out_is_refreshed_before_the_connection()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        var stored = core.Stored;
        await core.SaveAsync(stored with { Tokens = stored.Tokens! with { ObtainedOn = DateTimeOffset.UtcNow.AddHours(-1), ExpiresOn = DateTimeOffset.UtcNow.AddMinutes(4) } });
        using var session = core.OpenSession();
        using var message = Compose();

        await session.SendAsync(message, default);

        Assert.NotEqual(stored.Tokens.RefreshToken, core.Stored.Tokens!.RefreshToken);
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Profile_without_consent_fails_before_any_connection()
    {
        await using var server = await fixture.StartAsync();
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile.For(fixture.Authorization).With(server));
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("ConsentRequired", failure.ErrorId);
        Assert.Equal(0, server.TotalConnections);
    }

    [Fact]
    public async Task Cancellation_ends_a_send_at_once_and_closes_the_connection()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Message, SmtpFault.Slow(TimeSpan.FromSeconds(30)));
        using var session = core.OpenSession();
        using var message = Compose();
        using var stop = new CancellationTokenSource(400);
        var start = TimeProvider.System.GetTimestamp();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.SendAsync(message, stop.Token));

        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(1.4));
        using var next = Compose("after");
        await session.SendAsync(next, default);
        Assert.Equal("after", Assert.Single(server.Messages).Header("Subject"));
    }

    [Fact]
    public async Task Address_beyond_ASCII_goes_by_SMTPUTF8()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Compose(to: "größe@contoso.test");

        await session.SendAsync(message, default);

        Assert.Equal("größe@contoso.test", Assert.Single(server.Messages).Recipients[0].Address);
    }
}
