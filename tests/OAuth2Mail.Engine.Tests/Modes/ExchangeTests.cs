using System.Management.Automation;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class ExchangeTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    private string Public => $"-Exchange -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.PublicClientId} -Authority {mode.Authority}";

    [Fact]
    public void A_public_client_consents_with_PKCE_and_without_a_secret()
    {
        ModeRun run = mode.SendFirstMail(Public, "");

        RecordedRequest asked = mode.AuthorizationRequest;
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal("consent", asked["prompt"]);
        Assert.Equal(LoopbackEnvironment.User, asked["login_hint"]);
        Assert.Contains("https://outlook.office.com/SMTP.Send", asked["scope"]!, StringComparison.Ordinal);
        Assert.Contains("offline_access", asked["scope"]!, StringComparison.Ordinal);
        Assert.Matches(@"^http://localhost:\d+$", asked["redirect_uri"]!);
        RecordedRequest redeemed = run.TokenRequests[0];
        Assert.Equal("authorization_code", redeemed["grant_type"]);
        Assert.NotNull(redeemed["code_verifier"]);
        Assert.All(run.TokenRequests, request => Assert.Null(request["client_secret"]));
        Assert.Equal(LoopbackEnvironment.User, run.Received.UserName);
    }

    [Fact]
    public void A_confidential_client_sends_its_secret()
    {
        ModeRun run = mode.SendFirstMail(
            $"-Exchange -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret $secret -Authority {mode.Authority}", "");

        RecordedRequest redeemed = Assert.Single(run.TokenRequests);
        Assert.Equal("authorization_code", redeemed["grant_type"]);
        Assert.Equal(LoopbackEnvironment.ClientSecret, redeemed["client_secret"]);
        Assert.NotNull(redeemed["code_verifier"]);
    }

    [Fact]
    public void A_confidential_client_signs_with_its_certificate()
    {
        ModeRun run = mode.SendFirstMail(
            $"-Exchange -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.RsaClientId} -CertificateFile '{mode.Servers.Files.CertificateFile}' -Authority {mode.Authority}", "");

        RecordedRequest redeemed = Assert.Single(run.TokenRequests);
        Assert.Null(redeemed["client_secret"]);
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", redeemed["client_assertion_type"]);
        Assert.NotNull(redeemed["client_assertion"]);
    }

    [Fact]
    public void The_refresh_token_is_used_and_stays_in_the_vault()
    {
        ModeRun run = mode.SendFirstMail(Public, "");

        // Twice: the second refresh uses what the first one stored.
        for (int i = 0; i < 2; i++)
        {
            EngineResult result = mode.Run($"Update-OAuth2Token -Name {run.Name} -Force");

            Assert.Equal("Provider", result.ThrowOnErrors().Output.Single()!.Properties["Source"].Value.ToString());
            Assert.Equal("refresh_token", Assert.Single(mode.TokenRequests)["grant_type"]);
        }
    }

    [Fact]
    public async Task A_device_code_authorizes()
    {
        EngineResult made = mode.Run($"$null = New-OAuth2MailProfile -Name device {Public} {mode.Server}");
        made.ThrowOnErrors();
        mode.Servers.Authorization.ClearRequests();

        Task<EngineResult> authorizing = mode.Session.RunAsync("Invoke-OAuth2Authorization -Name device -DeviceCode", null, CancellationToken.None);
        string userCode = await ShownUserCodeAsync();
        await mode.Servers.Authorization.ApproveDeviceAsync(userCode, LoopbackEnvironment.User);
        EngineResult result = await authorizing;

        Assert.Equal("Valid", result.ThrowOnErrors().Output.Single()!.Properties["State"].Value.ToString());
        Assert.EndsWith("device_code", mode.TokenRequests[^1]["grant_type"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pasted_response_completes_an_authorization_of_another_session()
    {
        mode.Run($"$null = New-OAuth2MailProfile -Name pasted {Public} {mode.Server}").ThrowOnErrors();
        mode.Session.Host!.Answers.Enqueue("");
        EngineResult started = mode.Run("Invoke-OAuth2Authorization -Name pasted -Manual -InformationVariable shown; $shown[-1].MessageData.Message");
        Assert.Equal("ConsentPending", started.ThrowOnErrors().Output[0]!.Properties["State"].Value.ToString());
        Uri opened = new(started.Output[1]!.ToString()!.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim());

        using var browser = new LoopbackBrowser();
        Uri ended = await browser.FindRedirectAsync(opened, "http://localhost");
        EngineResult completed = mode.Session.Run($"Invoke-OAuth2Authorization -Name pasted -Response '{ended}'");

        Assert.Equal("Valid", completed.ThrowOnErrors().Output.Single()!.Properties["State"].Value.ToString());
    }

    [Theory]
    [InlineData(50076, "MfaRequired")]
    [InlineData(65001, "ConsentMissing")]
    [InlineData(7000222, "ClientSecretExpired")]
    [InlineData(700016, "ClientUnknown")]
    [InlineData(700082, "TokenGrantRefused")]
    public void An_AADSTS_code_becomes_an_error_with_advice_and_the_correlation_id(int code, string errorId)
    {
        ModeRun run = mode.SendFirstMail(Public, "");
        mode.Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.EntraError(code));

        EngineResult result = mode.Run($"Update-OAuth2Token -Name {run.Name} -Force");

        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith(errorId + ",", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains($"AADSTS{code}", error.Exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        Assert.NotNull(error.Exception.GetType().GetProperty("CorrelationId")!.GetValue(error.Exception));
    }

    [Fact]
    public void Another_account_that_consents_is_a_warning()
    {
        mode.Servers.Authorization.Consent.User = LoopbackEnvironment.OtherUser;
        try
        {
            EngineResult result = mode.Run($"""
                $null = New-OAuth2MailProfile -Name other {Public} {mode.Server}
                $null = Invoke-OAuth2Authorization -Name other
                """);

            Assert.Contains(LoopbackEnvironment.OtherUser, Assert.Single(result.ThrowOnErrors().Warnings), StringComparison.Ordinal);
        }
        finally
        {
            mode.Servers.Authorization.Consent.User = null;
        }
    }

    private async Task<string> ShownUserCodeAsync()
    {
        // Shown on the host, as a user reads it.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            string screen = mode.Session.Host!.Screen;
            int at = screen.LastIndexOf("enter the code ", StringComparison.Ordinal);
            if (at >= 0)
            {
                return screen[(at + "enter the code ".Length)..].Split(' ')[0];
            }

            await Task.Delay(20, limit.Token);
        }
    }
}
