using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.LoopbackServers.Certificates;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

public sealed class TestCertificateAuthorityTests
{
    [Theory]
    [InlineData(ServerCertificateKind.Valid, SslPolicyErrors.None)]
    [InlineData(ServerCertificateKind.Expired, SslPolicyErrors.RemoteCertificateChainErrors)]
    [InlineData(ServerCertificateKind.WrongName, SslPolicyErrors.RemoteCertificateNameMismatch)]
    [InlineData(ServerCertificateKind.SelfSigned, SslPolicyErrors.RemoteCertificateChainErrors)]
    public async Task Certificates_are_as_good_as_they_say(ServerCertificateKind kind, SslPolicyErrors expected)
    {
        using var authority = new TestCertificateAuthority();
        using var certificate = authority.Issue(kind);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        await using var server = new SslStream((await listener.AcceptTcpClientAsync()).GetStream());
        var seen = default(SslPolicyErrors?);
        await using var stream = new SslStream(client.GetStream());

        await Task.WhenAll(
            server.AuthenticateAsServerAsync(certificate),
            stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, _, _, errors) => (seen = errors) == expected,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    RevocationMode = X509RevocationMode.NoCheck,
                    CustomTrustStore = { authority.Certificate },
                },
            }));

        Assert.Equal(expected, seen);
    }
}
