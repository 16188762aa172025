using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class PrivateKeyJwtTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    private string Start => $"-PrivateKeyJwt -UserName {LoopbackEnvironment.User} -Issuer {mode.Servers.Authorization.Issuer}";

    private string Rsa => $"{Start} -ClientId {LoopbackEnvironment.RsaClientId} -PrivateKeyFile '{mode.Servers.Files.RsaKeyFile}' -PrivateKeyId rsa-1";

    private static string Scope => $"-Scope '{LoopbackEnvironment.Scope}'";

    [Fact]
    public void Each_request_carries_a_fresh_assertion_of_five_minutes()
    {
        ModeRun run = mode.SendFirstMail($"{Rsa} {Scope}", "");
        JsonWebToken first = AssertionOf(Assert.Single(run.TokenRequests));
        mode.Run($"Update-OAuth2Token -Name {run.Name} -Force").ThrowOnErrors();
        JsonWebToken second = AssertionOf(Assert.Single(mode.TokenRequests));

        foreach (JsonWebToken assertion in new[] { first, second })
        {
            Assert.Equal("RS256", assertion.Alg);
            Assert.Equal("rsa-1", assertion.Kid);
            Assert.Equal(LoopbackEnvironment.RsaClientId, assertion.Issuer);
            Assert.Equal(LoopbackEnvironment.RsaClientId, assertion.Subject);
            Assert.Equal(mode.Servers.Authorization.TokenEndpoint.AbsoluteUri, Assert.Single(assertion.Audiences));
            Assert.Equal(TimeSpan.FromMinutes(5), assertion.ValidTo - assertion.IssuedAt);
        }

        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory]
    [InlineData("RS512")]
    [InlineData("PS256")]
    public void The_algorithm_can_be_chosen(string algorithm)
    {
        ModeRun run = mode.SendFirstMail($"{Rsa} -GrantType ClientCredentials -Scope https://mail.google.com/ -SigningAlgorithm {algorithm}");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("client_credentials", asked["grant_type"]);
        Assert.Equal(algorithm, AssertionOf(asked).Alg);
    }

    [Fact]
    public void An_EC_key_signs_with_its_curves_algorithm()
    {
        ModeRun run = mode.SendFirstMail(
            $"{Start} -ClientId {LoopbackEnvironment.CurveClientId} -PrivateKeyFile '{mode.Servers.Files.CurveKeyFile}' -PrivateKeyId ec-1 -GrantType ClientCredentials -Scope https://mail.google.com/");

        Assert.Equal("ES256", AssertionOf(Assert.Single(run.TokenRequests)).Alg);
    }

    [Fact]
    public void A_certificate_puts_its_thumbprint_into_the_header()
    {
        ModeRun run = mode.SendFirstMail(
            $"{Start} -ClientId {LoopbackEnvironment.RsaClientId} -CertificateFile '{mode.Servers.Files.CertificateFile}' -GrantType ClientCredentials -Scope https://mail.google.com/");

        Assert.Equal(43, AssertionOf(Assert.Single(run.TokenRequests)).GetHeaderValue<string>("x5t#S256").Length);
    }

    [Fact]
    public void Claims_audience_and_subject_can_be_given()
    {
        ModeRun run = mode.SendFirstMail(
            $"{Rsa} -GrantType ClientCredentials -Scope https://mail.google.com/ -Audience {mode.Servers.Authorization.Issuer} -Claim @{{ department = 'ops' }}");

        JsonWebToken assertion = AssertionOf(Assert.Single(run.TokenRequests));
        Assert.Equal(mode.Servers.Authorization.Issuer.AbsoluteUri, Assert.Single(assertion.Audiences));
        Assert.Equal("ops", assertion.GetPayloadValue<string>("department"));
    }

    [Fact]
    public void A_JWT_is_the_grant_itself()
    {
        ModeRun run = mode.SendFirstMail(
            $"{Start} -ClientId {LoopbackEnvironment.ServiceAccount} -PrivateKeyFile '{mode.Servers.Files.RsaKeyFile}' -PrivateKeyId rsa-1 -GrantType JwtBearer -Scope https://mail.google.com/");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", asked["grant_type"]);
        Assert.Null(asked["client_assertion"]);
        var grant = new JsonWebToken(asked["assertion"]);
        Assert.Equal(LoopbackEnvironment.ServiceAccount, grant.Issuer);
        Assert.Equal(LoopbackEnvironment.User, grant.Subject);
    }

    private static JsonWebToken AssertionOf(RecordedRequest request)
    {
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", request["client_assertion_type"]);
        return new JsonWebToken(request["client_assertion"]);
    }
}
