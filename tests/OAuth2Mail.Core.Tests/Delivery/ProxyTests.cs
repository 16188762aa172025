using System.Net;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Protocol;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class ProxyTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_goes_through_the_proxy_whose_password_is_safe_in_TLS(bool isTls)
    {
        Assert.SkipUnless(!isTls || TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        using var proxy = new ConnectProxy(isTls ? TrustedAuthority.Authority.Issue() : null, new NetworkCredential("user", "pässword")).Start();
        await using var server = await fixture.StartAsync();
        var core = await SignInAsync(server, proxy, "pässword");
        using var session = core.OpenSession();
        using var message = Compose();

        await session.SendAsync(message, default);

        Assert.Single(server.Messages);
        Assert.Equal($"CONNECT localhost:{server.StartTlsPort} HTTP/1.1", Assert.Single(proxy.Requests));
        Assert.Equal(isTls ? 22 : (byte)'C', Assert.Single(proxy.FirstBytes));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Proxy_that_wants_a_password_names_the_parameter(bool isTls)
    {
        Assert.SkipUnless(!isTls || TrustedAuthority.IsTrusted, "Trusting a test authority takes OpenSSL.");
        using var proxy = new ConnectProxy(isTls ? TrustedAuthority.Authority.Issue() : null, new NetworkCredential("user", "right")).Start();
        await using var server = await fixture.StartAsync();
        var core = await SignInAsync(server, proxy, password: null);
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("ProxyAuthenticationRequired", failure.ErrorId);
        Assert.Contains("-ProxyCredential", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Proxy_with_a_bad_certificate_gets_no_password()
    {
        using var proxy = new ConnectProxy(
            TrustedAuthority.Authority.Issue(ServerCertificateKind.SelfSigned), new NetworkCredential("user", "right")).Start();
        await using var server = await fixture.StartAsync();
        var core = await SignInAsync(server, proxy, "right");
        using var session = core.OpenSession();
        using var message = Compose();

        await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Empty(proxy.Requests);
    }

    [Fact]
    public async Task Proxy_that_nobody_can_talk_to_is_refused()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        await core.SaveAsync(core.Stored with { Proxy = new ProxySettings { Address = new Uri("ftp://proxy.contoso.test") } });
        using var session = core.OpenSession();
        using var message = Compose();

        Assert.Equal("ProxyNotSupported", (await FailAsync(core, () => session.SendAsync(message, default))).ErrorId);
    }

    private async Task<CoreInstance> SignInAsync(
        OAuth2Mail.LoopbackServers.Smtp.SmtpServer server, ConnectProxy proxy, string? password)
    {
        var core = await fixture.SignInAsync(server);
        await core.SaveAsync(core.Stored with
        {
            Proxy = new ProxySettings { Address = proxy.Address, UserName = password is null ? null : "user", Password = password },
        });
        return core;
    }
}
