using System.Text;
using OAuth2Mail.Messages;
using OAuth2Mail.Tests.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Tests.RealPeers;

/// <summary>What the module does with a submission server that others wrote.</summary>
public sealed class PostfixTests(PostfixFixture fixture) : IClassFixture<PostfixFixture>
{
    private static readonly string[] s_addedByServer = ["Return-Path:", "X-Original-To:", "Delivered-To:", "Received:"];

    [Theory]
    [InlineData("XOAUTH2", SmtpSecurity.StartTls)]
    [InlineData("OAUTHBEARER", SmtpSecurity.StartTls)]
    [InlineData("XOAUTH2", SmtpSecurity.ImplicitTls)]
    public async Task Message_arrives_byte_for_byte(string mechanism, SmtpSecurity security)
    {
        var core = await fixture.SignInAsync(mechanism, security);
        fixture.Forget();
        using var session = core.OpenSession();
        using var message = Compose("Ünïcode and dots", "First\r\n.dotted\r\n..twice\r\nFrom here\r\nGrüße 😀\r\n" + new string('x', 5000), "ann@contoso.test");

        await session.SendAsync(message, default);
        var arrived = Assert.Single(await fixture.ReadMailboxAsync("ann", 1));

        // Postfix stores lines with a line feed alone.
        var expected = Encoding.UTF8.GetString(Sent(message)).ReplaceLineEndings("\n");
        var actual = Encoding.UTF8.GetString(arrived);
        Assert.EndsWith(expected, actual, StringComparison.Ordinal);
        Assert.All(
            actual[..^expected.Length].Split('\n', StringSplitOptions.RemoveEmptyEntries),
            static line => Assert.True(line[0] is ' ' or '\t' || s_addedByServer.Any(line.StartsWith), line));
    }

    [Theory]
    [InlineData("XOAUTH2", "\"status\":\"401\"")]
    [InlineData("OAUTHBEARER", "\"status\":\"invalid_token\"")]
    public async Task Token_for_somebody_else_is_refused_in_the_server_s_own_words(string mechanism, string json)
    {
        var core = await fixture.SignInAsync(mechanism);
        await core.SaveAsync(core.Stored with { UserName = "bob@contoso.test" });
        var refreshes = RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose("Hello", "Text", "ann@contoso.test");

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Equal("535 5.7.8", failure.ProviderCode);
        Assert.Contains("authentication failed", failure.Message, StringComparison.Ordinal);
        Assert.Contains(json, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("mail.google.com", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(1, RefreshCount - refreshes);
    }

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task Token_that_ends_in_mid_run_is_renewed_and_everything_arrives_once(string mechanism)
    {
        var core = await fixture.SignInAsync(mechanism);
        fixture.Forget();
        using var session = core.OpenSession();
        for (var i = 0; i < 6; i++)
        {
            using var message = Compose($"Message {i}", "Text", "bob@contoso.test");
            await session.SendAsync(message, default);
            if (i % 2 == 1)
            {
                await session.CloseAsync(default);
                await fixture.Authorization.RevokeTokenAsync(core.Stored.Tokens!.AccessToken);
            }
        }

        var subjects = (await fixture.ReadMailboxAsync("bob", 6)).Select(static bytes => Encoding.UTF8.GetString(bytes).Split('\n').Single(static line => line.StartsWith("Subject:", StringComparison.Ordinal)));

        Assert.Equal(Enumerable.Range(0, 6).Select(static i => $"Subject: Message {i}"), subjects.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Message_over_the_limit_is_not_begun()
    {
        var core = await fixture.SignInAsync();
        fixture.Forget();
        using var session = core.OpenSession();
        using var message = Compose("Large", string.Concat(Enumerable.Repeat("0123456789\r\n", (PostfixFixture.MaximumSize / 12) + 100)), "ann@contoso.test");

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => session.SendAsync(message, default));

        Assert.Equal("MessageTooLarge", failure.ErrorId);
        Assert.Empty(await fixture.ReadMailboxAsync("ann", 0));
    }

    [Fact]
    public async Task Recipient_that_is_unknown_is_told_and_the_others_get_it()
    {
        var core = await fixture.SignInAsync();
        fixture.Forget();
        using var session = core.OpenSession();
        using var message = Compose("Hello", "Text", "ann@contoso.test", "nobody@contoso.test", "bob@contoso.test");

        var receipt = await session.SendAsync(message, default);

        var refused = Assert.Single(receipt.Refused);
        Assert.Equal("nobody@contoso.test", refused.Recipient);
        Assert.StartsWith("550 5.1.1", refused.ServerResponse, StringComparison.Ordinal);
        Assert.Single(await fixture.ReadMailboxAsync("ann", 1));
        Assert.Single(await fixture.ReadMailboxAsync("bob", 1));
    }

    private int RefreshCount => fixture.Authorization.Requests.Count(static request => request["grant_type"] == "refresh_token");

    private static ComposedMessage Compose(string subject, string text, params string[] to) => MessageComposer.Compose(
        new OutgoingMessage { To = to, Subject = subject, TextBody = text }, AuthorizationServerFixture.User, DateTimeOffset.UtcNow);

    private static byte[] Sent(ComposedMessage message)
    {
        using var stream = new MemoryStream();
        message.Message.WriteTo(TransportFormat.For(message), stream);
        return stream.ToArray();
    }
}
