using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

/// <summary>The default environment, and a client that trusts its CA and nothing else.</summary>
public sealed class EnvironmentFixture : IAsyncLifetime
{
    public LoopbackEnvironment Environment { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    public LoopbackBrowser Browser { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Environment = await LoopbackEnvironment.StartAsync();
        Http = new HttpClient(new SocketsHttpHandler
        {
            SslOptions =
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { Environment.CertificateAuthority.Certificate },
                },
            },
        });
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Browser.Dispose();
        await Environment.DisposeAsync();
    }
}
