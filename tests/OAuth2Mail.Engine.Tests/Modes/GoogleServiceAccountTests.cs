using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class GoogleServiceAccountTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    [Fact]
    public void A_key_file_signs_a_grant_for_the_mailbox()
    {
        ModeRun run = mode.SendFirstMail(
            $"-GoogleServiceAccount -UserName {LoopbackEnvironment.User} -KeyFile '{mode.Servers.Files.ServiceAccountFile}'");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", asked["grant_type"]);
        var assertion = new JsonWebToken(asked["assertion"]);
        Assert.Equal(LoopbackEnvironment.ServiceAccount, assertion.Issuer);
        Assert.Equal(LoopbackEnvironment.User, assertion.Subject);
        Assert.Equal("rsa-1", assertion.Kid);
        Assert.Equal("https://mail.google.com/", assertion.GetPayloadValue<string>("scope"));
        Assert.Equal(LoopbackEnvironment.User, run.Received.UserName);
    }

    [Fact]
    public void The_three_fields_do_as_well_as_the_file()
    {
        // Google's own token endpoint is the default of this form, and is not on loopback: so only the profile is made.
        EngineResult made = mode.Run($"""
            $key = ConvertTo-SecureString (Get-Content '{mode.Servers.Files.RsaKeyFile}' -Raw) -AsPlainText -Force
            New-OAuth2MailProfile -Name fields -GoogleServiceAccount -UserName {LoopbackEnvironment.User} -ClientEmail {LoopbackEnvironment.ServiceAccount} -PrivateKeyId rsa-1 -PrivateKey $key
            """);

        var profile = made.ThrowOnErrors().Output.Single()!;
        Assert.Equal("smtp.gmail.com", profile.Properties["SmtpServer"].Value);
        Assert.Equal(587, profile.Properties["Port"].Value);
        Assert.Equal(LoopbackEnvironment.ServiceAccount, profile.Properties["ClientId"].Value);
        Assert.Equal(true, profile.Properties["Authorized"].Value);
    }

    [Fact]
    public void A_missing_delegation_is_explained()
    {
        ModeRun run = mode.SendFirstMail(
            $"-GoogleServiceAccount -UserName {LoopbackEnvironment.User} -KeyFile '{mode.Servers.Files.ServiceAccountFile}'");
        mode.Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("unauthorized_client", status: 401));

        EngineResult result = mode.Run($"Update-OAuth2Token -Name {run.Name} -Force");

        Assert.StartsWith("DomainWideDelegationMissing,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Domain-wide delegation", result.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }
}
