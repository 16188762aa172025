using System.Text;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>An authorization server, and SMTP servers that ask it about tokens.</summary>
public sealed class DeliveryFixture : IAsyncLifetime
{
    private readonly AuthorizationServerFixture _authorization = new();

    public AuthorizationServer Authorization => _authorization.Server;

    public ValueTask InitializeAsync() => _authorization.InitializeAsync();

    public ValueTask DisposeAsync() => _authorization.DisposeAsync();

    public Task<SmtpServer> StartAsync(
        Func<SmtpServerOptions, SmtpServerOptions>? configure = null, ServerCertificateKind certificate = default)
    {
        var options = new SmtpServerOptions { Certificate = TrustedAuthority.Authority.Issue(certificate), Tokens = Authorization };
        return SmtpServer.StartAsync(configure?.Invoke(options) ?? options);
    }

    /// <summary>An authorized profile that sends through a server, its certificate pinned.</summary>
    internal async Task<CoreInstance> SignInAsync(
        SmtpServer server, SmtpSecurity security = SmtpSecurity.StartTls, string scope = "smtp offline_access")
    {
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile.For(Authorization).With(server, security)
            .With(await _authorization.SignInAsync(scope), DateTimeOffset.UtcNow.AddHours(1)));
        return core;
    }

    /// <summary>Changes how a profile trusts and reaches its server.</summary>
    internal static Task ChangeAsync(CoreInstance core, Func<SmtpSettings, SmtpSettings> change)
        => core.SaveAsync(core.Stored with { Smtp = change(core.Stored.Smtp) });

    internal static ComposedMessage Compose(string subject = "Hello", string to = "pat@contoso.test", params string[] attachments)
        => MessageComposer.Compose(
            new OutgoingMessage { To = [to], Subject = subject, TextBody = "First\r\n.dotted\r\n..twice\r\n", Attachments = attachments },
            AuthorizationServerFixture.User,
            DateTimeOffset.UtcNow);

    internal int RefreshCount => Authorization.Requests.Count(static r => r["grant_type"] == "refresh_token");

    /// <summary>The failure of an action, which tells no token in any form.</summary>
    internal static async Task<OAuth2MailException> FailAsync(CoreInstance core, Func<Task> action)
    {
        var before = core.Stored.Tokens;
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(action);
        var words = failure.ToString();
        foreach (var tokens in new[] { before, core.Stored.Tokens })
        {
            foreach (var secret in new[] { tokens?.AccessToken, tokens?.RefreshToken }.OfType<string>())
            {
                Assert.DoesNotContain(secret, words, StringComparison.Ordinal);
                Assert.DoesNotContain(
                    Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..16], words, StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain("Bearer ", words, StringComparison.Ordinal);
        Assert.All(core.Sink.VerboseLines, line => Assert.DoesNotContain(before?.AccessToken ?? "-", line, StringComparison.Ordinal));
        return failure;
    }
}
