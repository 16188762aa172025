using System.Text;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Tests.RealPeers;

/// <summary>What the module does with a submission server that others wrote.</summary>
public sealed class PostfixTests(PostfixFixture fixture) : IClassFixture<PostfixFixture>
{
    private const string Text = "First\r\n.dotted\r\n..twice\r\nFrom here\r\nGrüße 😀\r\n";

    private static readonly string[] s_addedByServer = ["Return-Path:", "X-Original-To:", "Delivered-To:", "Received:"];

    public static TheoryData<string> Ports => [nameof(PostfixPorts.XOAuth2), nameof(PostfixPorts.OAuthBearer), nameof(PostfixPorts.ImplicitTls), nameof(PostfixPorts.WithoutExtensions)];

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task Message_of_a_refreshed_token_arrives_byte_for_byte(string port)
    {
        var core = await fixture.SignInAsync(Port(port));
        await core.EnsureAsync(OAuth2Mail.Tokens.TokenDemand.New);
        using var message = Compose("Ünïcode and dots", Text + new string('x', 5000), "ann@contoso.test");
        using (var session = core.OpenSession())
        {
            await session.SendAsync(message, default);
            await session.CloseAsync(default);
        }

        var arrived = Encoding.UTF8.GetString(Assert.Single(await fixture.ReadMailboxAsync("ann", 1)));

        // A mailbox file has lines that end with a line feed alone.
        var expected = Encoding.UTF8.GetString(Sent(message)).ReplaceLineEndings("\n");
        Assert.EndsWith(expected, arrived, StringComparison.Ordinal);
        Assert.All(
            arrived[..^expected.Length].Split('\n', StringSplitOptions.RemoveEmptyEntries),
            static line => Assert.True(line[0] is ' ' or '\t' || s_addedByServer.Any(name => line.StartsWith(name, StringComparison.Ordinal)), line));
        var verb = port == nameof(PostfixPorts.WithoutExtensions) ? " data=1 " : " bdat=1 ";
        Assert.Contains(verb, Assert.Single(await fixture.ReadConnectionsAsync(1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blind_copies_arrive_and_nobody_sees_them()
    {
        var core = await fixture.SignInAsync(fixture.Ports.XOAuth2);
        using var session = core.OpenSession();
        using var message = MessageComposer.Compose(
            new OutgoingMessage { To = ["ann@contoso.test"], Bcc = ["bob@contoso.test"], Subject = "Hello", TextBody = Text },
            AuthorizationServerFixture.User,
            DateTimeOffset.UtcNow);

        await session.SendAsync(message, default);

        var ofAnn = Encoding.UTF8.GetString(Assert.Single(await fixture.ReadMailboxAsync("ann", 1)));
        Assert.Single(await fixture.ReadMailboxAsync("bob", 1));
        Assert.DoesNotContain("bob@", ofAnn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_share_a_connection()
    {
        var core = await fixture.SignInAsync(fixture.Ports.XOAuth2);
        using (var session = core.OpenSession())
        {
            for (var i = 0; i < 20; i++)
            {
                using var message = Compose($"Message {i}", Text, "bob@contoso.test");
                await session.SendAsync(message, default);
            }

            await session.CloseAsync(default);
        }

        Assert.Equal(20, (await fixture.ReadMailboxAsync("bob", 20)).Count);
        var connection = Assert.Single(await fixture.ReadConnectionsAsync(1));
        Assert.Contains(" auth=1 mail=20 rcpt=20 bdat=20 ", connection, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(PostfixPorts.XOAuth2), "\"status\":\"401\"")]
    [InlineData(nameof(PostfixPorts.OAuthBearer), "\"status\":\"invalid_token\"")]
    public async Task Token_of_somebody_else_is_refused_in_the_words_of_the_server(string port, string challenge)
    {
        var core = await fixture.SignInAsync(Port(port));
        await core.SaveAsync(core.Stored with { UserName = "bob@contoso.test" });
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose("Hello", Text, "ann@contoso.test");

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Equal("535 5.7.8", failure.ProviderCode);
        Assert.Contains("authentication failed", failure.Message, StringComparison.Ordinal);
        Assert.Contains(challenge, failure.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, fixture.RefreshCount - refreshes);
        Assert.Empty(await fixture.ReadMailboxAsync("ann", 0));
    }

    [Theory]
    [InlineData(nameof(PostfixPorts.XOAuth2), false)]
    [InlineData(nameof(PostfixPorts.OAuthBearer), false)]
    [InlineData(nameof(PostfixPorts.XOAuth2), true)]
    [InlineData(nameof(PostfixPorts.OAuthBearer), true)]
    public async Task Token_that_ends_in_mid_run_is_renewed_and_everything_arrives_once(string port, bool expires)
    {
        var lifetime = fixture.Authorization.AccessTokenLifetime;
        if (expires)
        {
            fixture.Authorization.AccessTokenLifetime = TimeSpan.FromSeconds(3);
        }

        // The profile believes that its token lives for an hour: only the server knows better.
        var core = await fixture.SignInAsync(Port(port));
        fixture.Authorization.AccessTokenLifetime = lifetime;
        var old = core.Stored.Tokens!.AccessToken;
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        for (var i = 0; i < 6; i++)
        {
            using var message = Compose($"Message {i}", Text, "bob@contoso.test");
            await session.SendAsync(message, default);
            if (i == 2)
            {
                await session.CloseAsync(default);
                if (expires)
                {
                    await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
                }
                else
                {
                    await fixture.Authorization.RevokeTokenAsync(old);
                }
            }
        }

        var subjects = (await fixture.ReadMailboxAsync("bob", 6)).Select(static bytes => Encoding.UTF8.GetString(bytes)
            .Split('\n').Single(static line => line.StartsWith("Subject:", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Range(0, 6).Select(static i => $"Subject: Message {i}"), subjects.Order(StringComparer.Ordinal));
        Assert.Equal(1, fixture.RefreshCount - refreshes);
        Assert.NotEqual(old, core.Stored.Tokens!.AccessToken);
    }

    [Fact]
    public async Task Message_over_the_announced_size_is_not_begun()
    {
        var core = await fixture.SignInAsync(fixture.Ports.XOAuth2);
        using (var session = core.OpenSession())
        {
            using var message = TooLarge();
            var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => session.SendAsync(message, default));
            await session.CloseAsync(default);
            Assert.Equal("MessageTooLarge", failure.ErrorId);
        }

        Assert.DoesNotContain(" mail=", Assert.Single(await fixture.ReadConnectionsAsync(1)), StringComparison.Ordinal);
        Assert.Empty(await fixture.ReadMailboxAsync("ann", 0));
    }

    [Fact]
    public async Task Message_over_a_size_that_is_not_announced_is_refused_and_the_next_arrives()
    {
        var core = await fixture.SignInAsync(fixture.Ports.WithoutExtensions);
        using var session = core.OpenSession();
        using var large = TooLarge();
        using var next = Compose("Next", Text, "ann@contoso.test");

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => session.SendAsync(large, default));
        await session.SendAsync(next, default);

        Assert.Equal("MessageTooLarge", failure.ErrorId);
        Assert.Equal("552 5.3.4", failure.ProviderCode);
        Assert.Contains("Subject: Next\n", Encoding.UTF8.GetString(Assert.Single(await fixture.ReadMailboxAsync("ann", 1))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recipient_that_is_unknown_is_told_and_the_others_get_it()
    {
        var core = await fixture.SignInAsync(fixture.Ports.XOAuth2);
        using var session = core.OpenSession();
        using var message = Compose("Hello", Text, "ann@contoso.test", "nobody@contoso.test", "bob@contoso.test");

        var receipt = await session.SendAsync(message, default);

        var refused = Assert.Single(receipt.Refused);
        Assert.Equal("nobody@contoso.test", refused.Recipient);
        Assert.StartsWith("550 5.1.1", refused.ServerResponse, StringComparison.Ordinal);
        Assert.Single(await fixture.ReadMailboxAsync("ann", 1));
        Assert.Single(await fixture.ReadMailboxAsync("bob", 1));
    }

    private int Port(string name) => (int)typeof(PostfixPorts).GetProperty(name)!.GetValue(fixture.Ports)!;

    private static ComposedMessage TooLarge()
        => Compose("Large", string.Concat(Enumerable.Repeat("0123456789\r\n", (PostfixFixture.MaximumSize / 12) + 100)), "ann@contoso.test");

    private static ComposedMessage Compose(string subject, string text, params string[] to) => MessageComposer.Compose(
        new OutgoingMessage { To = to, Subject = subject, TextBody = text }, AuthorizationServerFixture.User, DateTimeOffset.UtcNow);

    private static byte[] Sent(ComposedMessage message)
    {
        using var stream = new MemoryStream();
        message.Message.WriteTo(TransportFormat.For(message), stream);
        return stream.ToArray();
    }
}
