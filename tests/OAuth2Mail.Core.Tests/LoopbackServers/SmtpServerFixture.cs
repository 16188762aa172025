using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

/// <summary>An SMTP server whose tokens are introspected at a real authorization server.</summary>
public sealed class SmtpServerFixture : IAsyncLifetime
{
    public const string User = AuthorizationServerFixture.User;

    private readonly AuthorizationServerFixture _authorization = new();
    private readonly TestCertificateAuthority _authority = new();

    public AuthorizationServer Authorization => _authorization.Server;

    public async ValueTask InitializeAsync() => await _authorization.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _authorization.DisposeAsync();
        _authority.Dispose();
    }

    public Task<SmtpServer> StartAsync(
        Func<SmtpServerOptions, SmtpServerOptions>? configure = null, ServerCertificateKind certificate = default)
    {
        var options = new SmtpServerOptions { Certificate = _authority.Issue(certificate), Tokens = Authorization };
        return SmtpServer.StartAsync(configure?.Invoke(options) ?? options);
    }

    public async Task<string> GetTokenAsync(string scope = "smtp") => (await _authorization.SignInAsync(scope)).AccessToken!;

    public async Task<SmtpClient> ConnectAsync(SmtpServer server, bool implicitTls = false)
    {
        var client = new SmtpClient();
        using var root = _authority.Certificate;
        var thumbprint = root.Thumbprint;
        client.ServerCertificateValidationCallback = (_, _, chain, _)
            => chain?.ChainElements.Any(element => element.Certificate.Thumbprint == thumbprint) is true
                || chain?.ChainElements.Count is 1;
        client.CheckCertificateRevocation = false;
        await client.ConnectAsync(
            "localhost",
            implicitTls ? server.ImplicitTlsPort : server.StartTlsPort,
            implicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls);
        return client;
    }

    public async Task<SmtpClient> AuthenticateAsync(SmtpServer server)
    {
        var client = await ConnectAsync(server);
        await client.AuthenticateAsync(new SaslMechanismOAuth2(User, await GetTokenAsync()));
        return client;
    }

    public static MimeMessage Message(string subject = "Hello", params string[] to)
    {
        var message = new MimeMessage
        {
            Subject = subject,
            Body = new TextPart("plain") { Text = "First\r\n.dotted\r\n..twice\r\n" },
        };
        message.From.Add(MailboxAddress.Parse(User));
        foreach (var address in to is [] ? ["pat@contoso.test"] : to)
        {
            message.To.Add(MailboxAddress.Parse(address));
        }

        return message;
    }
}
