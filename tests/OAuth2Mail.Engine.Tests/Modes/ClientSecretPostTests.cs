using System.Text;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

public sealed class ClientSecretPostTests(ModeFixture mode) : IClassFixture<ModeFixture>
{
    private string Confidential =>
        $"-ClientSecretPost -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret $secret -Issuer {mode.Servers.Authorization.Issuer}";

    private static string Scope => $"-Scope '{LoopbackEnvironment.Scope}'";

    [Fact]
    public void A_secret_goes_into_the_form()
    {
        ModeRun run = mode.SendFirstMail($"{Confidential} {Scope}", "");

        RecordedRequest redeemed = Assert.Single(run.TokenRequests);
        Assert.Equal("authorization_code", redeemed["grant_type"]);
        Assert.Equal(LoopbackEnvironment.ClientSecret, redeemed["client_secret"]);
        Assert.NotNull(redeemed["code_verifier"]);
        Assert.DoesNotContain("Authorization", redeemed.Headers.Keys);
    }

    [Fact]
    public void A_secret_goes_into_a_Basic_header_on_request()
    {
        ModeRun run = mode.SendFirstMail($"{Confidential} {Scope} -ClientAuthentication Basic", "");

        RecordedRequest redeemed = Assert.Single(run.TokenRequests);
        Assert.Null(redeemed["client_secret"]);
        string credentials = Convert.ToBase64String(
            Encoding.ASCII.GetBytes($"{LoopbackEnvironment.ConfidentialClientId}:{LoopbackEnvironment.ClientSecret}"));
        Assert.Equal($"Basic {credentials}", redeemed.Headers["Authorization"]);
    }

    [Fact]
    public void A_public_client_has_no_secret()
    {
        ModeRun run = mode.SendFirstMail(
            $"-ClientSecretPost -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.PublicClientId} -Issuer {mode.Servers.Authorization.Issuer} {Scope}", "");

        RecordedRequest redeemed = Assert.Single(run.TokenRequests);
        Assert.Null(redeemed["client_secret"]);
        Assert.Equal(LoopbackEnvironment.PublicClientId, redeemed["client_id"]);
        Assert.NotNull(redeemed["code_verifier"]);
    }

    [Fact]
    public void The_client_acts_for_itself()
    {
        ModeRun run = mode.SendFirstMail($"{Confidential} -GrantType ClientCredentials -Scope https://mail.google.com/");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("client_credentials", asked["grant_type"]);
        Assert.Equal("https://mail.google.com/", asked["scope"]);
    }

    [Fact]
    public void A_password_is_exchanged()
    {
        ModeRun run = mode.SendFirstMail($"{Confidential} -GrantType Password -Credential $credential {Scope}");

        RecordedRequest asked = Assert.Single(run.TokenRequests);
        Assert.Equal("password", asked["grant_type"]);
        Assert.Equal(LoopbackEnvironment.User, asked["username"]);
    }

    [Fact]
    public void An_authorization_url_keeps_its_query_and_takes_extra_parameters()
    {
        string endpoint = $"{mode.Servers.Authorization.AuthorizationEndpoint}?scope=https%3A%2F%2Fmail.google.com%2F%20offline_access";
        mode.SendFirstMail(
            $"-ClientSecretPost -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.PublicClientId} "
            + $"-AuthorizationEndpoint '{endpoint}' -TokenEndpoint {mode.Servers.Authorization.TokenEndpoint} "
            + "-AuthorizationParameter @{ ui_locales = 'de & en'; prompt = '' } -TokenParameter @{ department = 'ops' }",
            "");

        RecordedRequest asked = mode.AuthorizationRequest;
        Assert.Equal("https://mail.google.com/ offline_access", asked["scope"]);
        Assert.Equal("de & en", asked["ui_locales"]);
        Assert.Null(asked["prompt"]);
        Assert.Equal("code", asked["response_type"]);
        Assert.Equal("ops", Assert.Single(mode.TokenRequests)["department"]);
    }
}
