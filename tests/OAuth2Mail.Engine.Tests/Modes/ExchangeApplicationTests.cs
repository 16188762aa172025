using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class ExchangeApplicationTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    private string Start => $"-ExchangeApplication -UserName {LoopbackEnvironment.User} -Authority {mode.Authority}";

    [Fact]
    public void A_secret_gets_an_app_only_token()
    {
        ModeRun run = mode.SendFirstMail($"{Start} -ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret $secret");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("client_credentials", asked["grant_type"]);
        Assert.Equal("https://outlook.office365.com/.default", asked["scope"]!.Split(' ')[0]);
        Assert.Equal(LoopbackEnvironment.ClientSecret, asked["client_secret"]);
        Assert.Equal(LoopbackEnvironment.User, run.Received.UserName);
    }

    [Theory]
    [InlineData("-CertificateFile '{0}'")]
    [InlineData("-Certificate ([Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12FromFile('{0}', '', 'Exportable'))")]
    public void A_certificate_signs_an_assertion(string certificate)
    {
        ModeRun run = mode.SendFirstMail(
            $"{Start} -ClientId {LoopbackEnvironment.RsaClientId} {certificate.Replace("{0}", mode.Servers.Files.CertificateFile, StringComparison.Ordinal)}");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        var assertion = new JsonWebToken(asked["client_assertion"]);
        Assert.Null(asked["client_secret"]);
        Assert.Equal(LoopbackEnvironment.RsaClientId, assertion.Issuer);
        Assert.True(assertion.TryGetHeaderValue("x5t#S256", out string thumbprint) || assertion.TryGetHeaderValue("x5t", out thumbprint));
        Assert.NotEmpty(thumbprint);
    }

    [Fact]
    public void The_certificates_end_is_known()
    {
        EngineResult made = mode.Run(
            $"New-OAuth2MailProfile -Name dated {Start} -ClientId {LoopbackEnvironment.RsaClientId} -CertificateFile '{mode.Servers.Files.CertificateFile}' {mode.Server}");

        var expires = (DateTimeOffset)made.ThrowOnErrors().Output.Single()!.Properties["SecretExpiresOn"].Value;
        Assert.InRange(expires, DateTimeOffset.UtcNow.AddDays(80), DateTimeOffset.UtcNow.AddDays(100));
    }

    [Fact]
    public void A_federated_token_is_read_from_its_file_at_each_use()
    {
        ModeRun run = mode.SendFirstMail(
            $"{Start} -ClientId {LoopbackEnvironment.FederatedClientId} -FederatedTokenFile '{mode.Servers.Files.FederatedTokenFile}'");

        Assert.Equal(File.ReadAllText(mode.Servers.Files.FederatedTokenFile), Assert.Single(run.TokenRequests)["client_assertion"]);
        string moved = mode.Servers.Files.FederatedTokenFile + ".moved";
        File.Move(mode.Servers.Files.FederatedTokenFile, moved);
        try
        {
            EngineResult missing = mode.Run($"Update-OAuth2Token -Name {run.Name} -Force");

            Assert.StartsWith("FederatedTokenUnreadable,", Assert.Single(missing.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        }
        finally
        {
            File.Move(moved, mode.Servers.Files.FederatedTokenFile);
        }
    }

    [Fact]
    public void A_managed_identity_is_asked_at_the_platforms_endpoint()
    {
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", mode.Servers.Authorization.IdentityEndpoint.AbsoluteUri);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", AuthorizationServer.IdentityHeader);
        try
        {
            ModeRun run = mode.SendFirstMail($"-ExchangeApplication -UserName {LoopbackEnvironment.User} -ManagedIdentity");

            RecordedRequest asked = Assert.Single(
                mode.Servers.Authorization.Requests, request => request.Endpoint == ServerEndpoint.ManagedIdentity);
            Assert.StartsWith("https://outlook.office365.com", asked["resource"], StringComparison.Ordinal);
            Assert.Equal(AuthorizationServer.IdentityHeader, asked.Headers["X-IDENTITY-HEADER"]);
            Assert.Equal(LoopbackEnvironment.User, run.Received.UserName);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", null);
            Environment.SetEnvironmentVariable("IDENTITY_HEADER", null);
        }
    }
}
