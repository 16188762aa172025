using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class GmailTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    private string Installed => $"-Gmail -UserName {LoopbackEnvironment.User} -CredentialFile '{mode.Servers.Files.GoogleClientFile}'";

    [Fact]
    public void An_installed_client_asks_for_offline_access_with_consent_and_PKCE()
    {
        ModeRun run = mode.SendFirstMail(Installed, "");

        RecordedRequest asked = mode.AuthorizationRequest;
        Assert.Equal("/o/oauth2/v2/auth", asked.Path);
        Assert.Equal("offline", asked["access_type"]);
        Assert.Equal("consent", asked["prompt"]);
        Assert.Equal("https://mail.google.com/ openid email", asked["scope"]);
        Assert.Equal("S256", asked["code_challenge_method"]);
        Assert.Equal(LoopbackEnvironment.User, asked["login_hint"]);
        Assert.StartsWith("http://127.0.0.1:", asked["redirect_uri"], StringComparison.Ordinal);
        RecordedRequest redeemed = Assert.Single(run.TokenRequests);
        Assert.Equal("authorization_code", redeemed["grant_type"]);
        Assert.Equal(LoopbackEnvironment.ClientSecret, redeemed["client_secret"]);
        Assert.NotNull(redeemed["code_verifier"]);
    }

    [Fact]
    public void Seven_days_of_an_app_in_Testing_are_known_and_warned_of()
    {
        mode.Servers.Authorization.TokenResponses.RefreshTokenExpiresIn = 604799;
        try
        {
            ModeRun run = mode.SendFirstMail(Installed, "");

            EngineResult result = mode.Run(
                $"$null = Update-OAuth2Token -Name {run.Name} -Force; \"$((Get-OAuth2MailProfile {run.Name}).RefreshTokenExpiresOn.ToString('o'))\"");
            var end = DateTimeOffset.Parse(result.One<string>(), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(end - DateTimeOffset.UtcNow, TimeSpan.FromDays(6.9), TimeSpan.FromDays(7));
            Assert.Contains("Invoke-OAuth2Authorization", Assert.Single(result.Warnings), StringComparison.Ordinal);
        }
        finally
        {
            mode.Servers.Authorization.TokenResponses.RefreshTokenExpiresIn = null;
        }
    }

    [Fact]
    public void A_refresh_without_a_new_refresh_token_keeps_the_old_one()
    {
        ModeRun run = mode.SendFirstMail(Installed, "");

        for (int i = 0; i < 2; i++)
        {
            mode.Run($"Update-OAuth2Token -Name {run.Name} -Force").ThrowOnErrors();
            Assert.Equal("refresh_token", Assert.Single(mode.TokenRequests)["grant_type"]);
        }
    }

    [Fact]
    public async Task A_web_clients_own_redirect_uri_is_used_and_its_response_pasted()
    {
        mode.Run($"$null = New-OAuth2MailProfile -Name web -Gmail -UserName {LoopbackEnvironment.User} -CredentialFile '{mode.Servers.Files.GoogleWebClientFile}' {mode.Server}").ThrowOnErrors();
        mode.Session.Host!.Answers.Enqueue("");
        EngineResult started = mode.Run("$null = Invoke-OAuth2Authorization -Name web -InformationVariable shown; $shown[-1].MessageData.Message");
        Uri opened = new(started.ThrowOnErrors().Output.Single()!.ToString()!.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)).Trim());

        using var browser = new LoopbackBrowser();
        Uri ended = await browser.FindRedirectAsync(opened, LoopbackEnvironment.WebRedirectUri.AbsoluteUri);
        mode.Run($"$null = Invoke-OAuth2Authorization -Name web -Response '{ended}'").ThrowOnErrors();

        Assert.Equal(LoopbackEnvironment.WebRedirectUri.AbsoluteUri, Assert.Single(mode.TokenRequests)["redirect_uri"]);
    }

    [Fact]
    public async Task The_grant_is_revoked_with_the_profile()
    {
        ModeRun run = mode.SendFirstMail(Installed, "");
        string token = mode.Run($"Get-OAuth2Token -Name {run.Name} -AsPlainText").One<string>();
        Assert.NotNull(await mode.Servers.Authorization.IntrospectAsync(token));

        EngineResult removed = mode.Run($"Remove-OAuth2MailProfile -Name {run.Name} -Revoke; Get-OAuth2MailProfile {run.Name}");

        Assert.Null(await mode.Servers.Authorization.IntrospectAsync(token));
        Assert.StartsWith("ProfileNotFound,", Assert.Single(removed.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ended_authorization_tells_of_the_seven_days()
    {
        ModeRun run = mode.SendFirstMail(Installed, "");
        mode.Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("invalid_grant", "Token has been expired or revoked."));

        EngineResult result = mode.Run($"Update-OAuth2Token -Name {run.Name} -Force");

        Assert.StartsWith("TokenGrantRefused,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("7 days", result.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_account_that_consents_is_a_warning()
    {
        mode.Servers.Authorization.Consent.User = LoopbackEnvironment.OtherUser;
        try
        {
            EngineResult result = mode.Run($"$null = New-OAuth2MailProfile -Name other {Installed} {mode.Server}; $null = Invoke-OAuth2Authorization -Name other -TimeoutSec 20");

            Assert.Contains(LoopbackEnvironment.OtherUser, Assert.Single(result.ThrowOnErrors().Warnings), StringComparison.Ordinal);
        }
        finally
        {
            mode.Servers.Authorization.Consent.User = null;
        }
    }

    [Fact]
    public void A_declined_consent_tells_of_test_users()
    {
        mode.Servers.Authorization.Consent.Error = "access_denied";
        try
        {
            EngineResult result = mode.Run($"$null = New-OAuth2MailProfile -Name declined {Installed} {mode.Server}; Invoke-OAuth2Authorization -Name declined -TimeoutSec 20");

            Assert.StartsWith("ConsentDeclined,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("Test users", result.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
        finally
        {
            mode.Servers.Authorization.Consent.Error = null;
        }
    }
}
