using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Providers;

/// <summary>A server that knows the public halves of the keys in <see cref="TestKeys"/>.</summary>
public sealed class KeyClientsFixture : IAsyncLifetime
{
    public const string RsaClient = "rsa";
    public const string EcClient = "ec";
    public const string ServiceAccount = "robot";

    private readonly AuthorizationServerFixture _inner = new();

    public AuthorizationServer Server => _inner.Server;

    public AuthorizationServerFixture Authorization => _inner;

    public async ValueTask InitializeAsync()
    {
        await _inner.InitializeAsync();
        var rsa = new RsaSecurityKey(TestKeys.Rsa) { KeyId = "own" };
        await Server.AddClientAsync(new(RsaClient) { Keys = [rsa] });
        await Server.AddClientAsync(new(EcClient) { Keys = [new ECDsaSecurityKey(TestKeys.Ec) { KeyId = "own" }] });
        await Server.AddClientAsync(new(ServiceAccount) { Keys = [rsa], IsServiceAccount = true });
    }

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
