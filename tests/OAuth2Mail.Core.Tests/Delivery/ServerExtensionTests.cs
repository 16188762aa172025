using System.Net.Mail;
using System.Text;
using OAuth2Mail.Delivery;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>SIZE, DSN and SMTPUTF8, with servers that offer them and servers that do not.</summary>
public sealed class ServerExtensionTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Fact]
    public async Task Message_larger_than_SIZE_is_not_begun()
    {
        await using var server = await fixture.StartAsync(static o => o with { MaxMessageSize = 2000 });
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var large = Compose(new string('x', 3000));

        var failure = await FailAsync(core, () => session.SendAsync(large, default));

        Assert.Equal("MessageTooLarge", failure.ErrorId);
        Assert.Equal(FailureKind.LimitExceeded, failure.Kind);
        Assert.Contains("2,000", failure.Message, StringComparison.Ordinal);
        Assert.Matches(@"has 3,\d{3} bytes", failure.Message);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
        using var small = Compose("small");
        await session.SendAsync(small, default);
        Assert.Equal("small", Assert.Single(server.Messages).Header("Subject"));
        Assert.Equal(1, server.TotalConnections);
    }

    // RFC 1870 §4: zero says that there is no fixed limit.
    [Theory]
    [InlineData("SIZE 0")]
    [InlineData("X-NOTHING")]
    public async Task Size_without_a_figure_is_no_limit(string announced)
    {
        await using var server = await fixture.StartAsync(
            o => o with { Extensions = [.. o.Extensions.Where(static name => name is not "SIZE"), announced] });
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Compose();

        await session.SendAsync(message, default);

        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task Wishes_for_notifications_are_told_to_the_server()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Compose();
        var options = new DeliveryOptions
        {
            Notification = DeliveryNotificationOptions.OnSuccess | DeliveryNotificationOptions.Delay,
            NotificationReturn = DeliveryNotificationReturn.HeadersOnly,
            EnvelopeId = "batch+7=a",
        };

        await session.SendAsync(message, message.Recipients, options, default);
        await session.SendAsync(message, message.Recipients, new() { Notification = DeliveryNotificationOptions.Never }, default);
        await session.SendAsync(message, default);

        Assert.Contains("RET=HDRS", server.Messages[0].FromParameters);
        Assert.Contains("ENVID=batch+2B7+3Da", server.Messages[0].FromParameters);
        Assert.Equal(["NOTIFY=SUCCESS,DELAY", "ORCPT=rfc822;pat@contoso.test"], server.Messages[0].Recipients[0].Parameters);
        Assert.Contains("NOTIFY=NEVER", server.Messages[1].Recipients[0].Parameters);
        Assert.DoesNotContain(server.Messages[1].FromParameters, static p => p.StartsWith("RET", StringComparison.Ordinal));
        Assert.Empty(server.Messages[2].Recipients[0].Parameters);
        Assert.Empty(core.Sink.Warnings);
    }

    [Fact]
    public async Task Server_without_DSN_is_warned_of_once_and_gets_the_messages()
    {
        await using var server = await StartWithoutAsync("DSN");
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Compose();
        var options = new DeliveryOptions { Notification = DeliveryNotificationOptions.OnFailure, EnvelopeId = "7" };

        await session.SendAsync(message, message.Recipients, options, default);
        await session.SendAsync(message, message.Recipients, options, default);

        Assert.Equal(2, server.Messages.Count);
        Assert.Contains("DSN", Assert.Single(core.Sink.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("has blank")]
    [InlineData("")]
    [InlineData("größe")]
    [InlineData("1234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890+")]
    public void Envelope_id_has_to_fit(string id)
    {
        using var message = Compose();
        Assert.Equal("EnvelopeIdInvalid", Assert.Throws<OAuth2MailException>(() => new DeliveryOptions { EnvelopeId = id }.Verify(message)).ErrorId);
    }

    [Fact]
    public void Never_goes_alone()
    {
        using var message = Compose();
        var options = new DeliveryOptions { Notification = DeliveryNotificationOptions.Never | DeliveryNotificationOptions.OnFailure };
        Assert.Equal("ParameterConflict", Assert.Throws<OAuth2MailException>(() => options.Verify(message)).ErrorId);
    }

    [Theory]
    [InlineData("größe@contoso.test", null, null)]
    [InlineData("pat@contoso.test", "chefin.müller@contoso.test", null)]
    [InlineData("pat@contoso.test", null, "grüße@contoso.test")]
    public async Task Address_beyond_ASCII_needs_SMTPUTF8(string to, string? from, string? replyTo)
    {
        await using var server = await StartWithoutAsync("SMTPUTF8");
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Describe(to, from, replyTo);

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpUtf8NotOffered", failure.ErrorId);
        Assert.Contains($"'{replyTo ?? from ?? to}'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
        using var next = Compose("next");
        await session.SendAsync(next, default);
        Assert.Equal(1, server.TotalConnections);
    }

    [Fact]
    public async Task Address_beyond_ASCII_is_UTF8_in_envelope_and_headers()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Describe("größe@bücher.test", "chefin.müller@contoso.test");

        await session.SendAsync(message, default);

        var received = Assert.Single(server.Messages);
        Assert.Contains("SMTPUTF8", received.FromParameters);
        Assert.Equal("chefin.müller@contoso.test", received.From);
        Assert.Equal("größe@bücher.test", received.Recipients[0].Address);
        Assert.True(received.Content.Span.IndexOf(Encoding.UTF8.GetBytes("\r\nTo: größe@bücher.test\r\n")) > 0);
        Assert.True(received.Content.Span.IndexOf(Encoding.UTF8.GetBytes("From: chefin.müller@contoso.test\r\n")) >= 0);
    }

    [Fact]
    public async Task Internationalized_domain_goes_as_A_labels_without_SMTPUTF8()
    {
        await using var server = await StartWithoutAsync("SMTPUTF8");
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var message = Describe("pat@bücher.test", "alex@straße.test");

        var receipt = await session.SendAsync(message, default);

        var received = Assert.Single(server.Messages);
        Assert.Equal("pat@xn--bcher-kva.test", received.Recipients[0].Address);
        Assert.StartsWith("alex@xn--", received.From, StringComparison.Ordinal);
        Assert.Equal("pat@xn--bcher-kva.test", received.Header("To"));
        Assert.Equal("pat@bücher.test", Assert.Single(receipt.Accepted).Address);
    }

    private static ComposedMessage Describe(string to, string? from = null, string? replyTo = null) => MessageComposer.Compose(
        new OutgoingMessage { From = from, To = [to], ReplyTo = replyTo is null ? [] : [replyTo], Subject = "Hello", TextBody = "Text" },
        "alex@contoso.test",
        DateTimeOffset.UtcNow);

    private Task<SmtpServer> StartWithoutAsync(string extension) => fixture.StartAsync(
        o => o with { Extensions = [.. o.Extensions.Where(name => name != extension)] });
}
