using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class Microsoft365Tests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    private string Profile => $"-Microsoft365 -Credential $credential -ClientId {LoopbackEnvironment.PublicClientId} -Authority {mode.Authority}";

    [Fact]
    public void The_password_is_exchanged_for_tokens_of_the_credentials_user()
    {
        ModeRun run = mode.SendFirstMail(Profile);

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("password", asked["grant_type"]);
        Assert.Equal(LoopbackEnvironment.User, asked["username"]);
        Assert.Equal(LoopbackEnvironment.Password, asked["password"]);
        Assert.Contains("https://outlook.office.com/SMTP.Send", asked["scope"]!, StringComparison.Ordinal);
        Assert.Equal(LoopbackEnvironment.User, run.Received.UserName);
    }

    [Fact]
    public void A_shared_mailbox_is_sent_from_with_the_credentials_user()
    {
        ModeRun run = mode.SendFirstMail($"{Profile} -UserName {LoopbackEnvironment.SharedMailbox}");

        Assert.Equal(LoopbackEnvironment.User, Assert.Single(run.TokenRequests)["username"]);
        Assert.Equal(LoopbackEnvironment.SharedMailbox, run.Received.UserName);
        Assert.Equal(LoopbackEnvironment.SharedMailbox, run.Received.From);
    }

    [Fact]
    public void The_refresh_token_is_used_first_and_the_password_again_when_it_is_gone()
    {
        ModeRun run = mode.SendFirstMail(Profile);

        mode.Run($"Update-OAuth2Token -Name {run.Name} -Force").ThrowOnErrors();
        Assert.Equal("refresh_token", Assert.Single(mode.TokenRequests)["grant_type"]);

        mode.Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.EntraError(700082));
        mode.Run($"Update-OAuth2Token -Name {run.Name} -Force").ThrowOnErrors();
        Assert.Equal(["refresh_token", "password"], mode.TokenRequests.Select(request => request["grant_type"]));
    }

    [Fact]
    public void A_demand_for_a_second_factor_says_which_modes_can_work()
    {
        mode.Run($"$null = New-OAuth2MailProfile -Name mfa {Profile} {mode.Server}").ThrowOnErrors();
        mode.Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.EntraError(50076, "interaction_required"));

        EngineResult result = mode.Run("Send-OAuth2MailMessage -ProfileName mfa -To ops@contoso.test -Subject s -Body b");

        Assert.StartsWith("MfaRequired,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Exchange", result.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(mode.Servers.Smtp.Messages);
    }

    [Fact]
    public void A_confidential_application_adds_its_secret()
    {
        ModeRun run = mode.SendFirstMail(
            $"-Microsoft365 -Credential $credential -ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret $secret -Authority {mode.Authority}");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("password", asked["grant_type"]);
        Assert.Equal(LoopbackEnvironment.ClientSecret, asked["client_secret"]);
    }
}
