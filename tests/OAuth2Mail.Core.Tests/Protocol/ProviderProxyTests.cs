using System.Net;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.Profiles;
using OAuth2Mail.Tests.Providers.Faults;
using Xunit;

namespace OAuth2Mail.Tests.Protocol;

/// <summary>What goes to a proxy, and what never does. The system's proxy is the process's, so nothing else runs meanwhile.</summary>
[Collection(nameof(SystemProxy))]
public sealed class ProviderProxyTests(FaultyProvider server) : IClassFixture<FaultyProvider>
{
    public static TheoryData<string, bool> Requests => new(
        from request in ModeRequest.All
        where !request.Name.EndsWith("poll", StringComparison.Ordinal)
        from isProfiles in new[] { true, false }
        select new TheoryDataRow<string, bool>(request.Name, isProfiles));

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Loopback_never_goes_to_a_proxy(string name, bool isProfiles)
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", new Uri(server.Address, "msi/token").AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "SECRET-header");
        using var proxy = new ConnectProxy().Start();
        using var system = new SystemProxy(isProfiles ? null : proxy.Address);
        var request = ModeRequest.Named(name);
        var context = new ModeRequest.Context(
            server, FaultPlan.For(request.Endpoint, "none", goodAnswers: 10), new ProviderHttp(TimeSpan.FromSeconds(60)))
        {
            Proxy = isProfiles ? new ProxySettings { Address = proxy.Address } : null,
        };

        try
        {
            await request.RunAsync(context, default);
        }
        catch (OAuth2MailException e) when (request.Endpoint is FaultyEndpoint.Discovery or FaultyEndpoint.Device)
        {
            // The stand-in publishes nothing there, and polls are answered at once.
            Assert.NotEqual(FailureKind.Connection, e.Kind);
        }

        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/token", true)]
    [InlineData("http://localhost/token", true)]
    [InlineData("https://[::1]:8443/token", true)]
    [InlineData("http://127.8.9.10/token", true)]
    [InlineData("https://login.contoso.test/token", false)]
    [InlineData("https://localhost.contoso.test/token", false)]
    [InlineData("https://intranet/token", false)]
    public void Address_decides_whether_the_proxy_is_asked(string address, bool isBypassed)
    {
        var proxy = new ProviderProxy(new ProxySettings { Address = new Uri("http://proxy.contoso.test:3128") });

        Assert.Equal(isBypassed, proxy.IsBypassed(new Uri(address)));
        Assert.Equal(isBypassed ? null : new Uri("http://proxy.contoso.test:3128"), proxy.GetProxy(new Uri(address)));
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, "wrong")]
    public async Task Proxy_that_wants_a_password_names_the_parameter(bool isTls, string? password)
    {
        using var proxy = new ConnectProxy(
            isTls ? Delivery.TrustedAuthority.Authority.Issue() : null, new NetworkCredential("user", "SECRET-right")).Start();

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => AskAsync(new ProxySettings
        {
            Address = proxy.Address, UserName = password is null ? null : "user", Password = password,
        }));

        Assert.Equal("ProxyAuthenticationRequired", failure.ErrorId);
        Assert.Contains("-ProxyCredential", failure.Advice, StringComparison.Ordinal);
        Assert.Contains("provider.test", failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(proxy.Requests);
    }

    [Theory]
    [InlineData("ftp://proxy.contoso.test")]
    [InlineData("quic://proxy.contoso.test:1")]
    public async Task Proxy_that_nobody_can_talk_to_is_refused(string address)
        => Assert.Equal("ProxyNotSupported", (await Assert.ThrowsAsync<OAuth2MailException>(
            () => AskAsync(new ProxySettings { Address = new Uri(address) }))).ErrorId);

    private static Task<TokenSet> AskAsync(ProxySettings proxy) => new ClientSecretPostProvider(TimeProvider.System).AcquireAsync(
        SampleProfile.Full with
        {
            Proxy = proxy,
            OAuth = new OAuthSettings
            {
                ClientId = "c", GrantType = GrantType.ClientCredentials, TokenEndpoint = new Uri("https://provider.test/token"),
            },
            Tokens = null,
        },
        default);
}
