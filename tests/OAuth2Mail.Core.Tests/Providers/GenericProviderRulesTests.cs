using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Providers;

/// <summary>What is refused before anything is stored.</summary>
public sealed class GenericProviderRulesTests
{
    private static readonly StoredProfile s_profile = SampleProfile.Full
        .With(static oauth => oauth with { GrantType = GrantType.AuthorizationCode });

    private readonly ClientSecretPostProvider _provider = new(TimeProvider.System);

    [Theory]
    [InlineData("https://login.contoso.test/token", true)]
    [InlineData("http://127.0.0.1:8080/token", true)]
    [InlineData("http://localhost/token", true)]
    [InlineData("http://[::1]:8080/token", true)]
    [InlineData("http://login.contoso.test/token", false)]
    [InlineData("http://127.0.0.1.contoso.test/token", false)]
    [InlineData("http://localhost.contoso.test/token", false)]
    [InlineData("http://localhost@contoso.test/token", false)]
    [InlineData("http://10.0.0.1/token", false)]
    [InlineData("ftp://localhost/token", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("token", false)]
    public void Endpoints_are_https_except_on_loopback(string address, bool accepted)
    {
        var endpoint = new Uri(address, UriKind.RelativeOrAbsolute);

        var failure = Record.Exception(() => EndpointRules.RequireSecure(endpoint, "-TokenEndpoint"));

        Assert.Equal(accepted, failure is null);
        if (!accepted)
        {
            var refusal = Assert.IsType<OAuth2MailException>(failure);
            Assert.Equal("EndpointNotSecure", refusal.ErrorId);
            Assert.Equal(FailureKind.Security, refusal.Kind);
            Assert.Contains("-TokenEndpoint", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_endpoint_of_a_profile_is_looked_at()
    {
        var plain = new Uri("http://login.contoso.test/");
        Func<OAuthSettings, OAuthSettings>[] changes =
        [
            oauth => oauth with { AuthorizationEndpoint = plain },
            oauth => oauth with { TokenEndpoint = plain },
            oauth => oauth with { DeviceAuthorizationEndpoint = plain },
            oauth => oauth with { RevocationEndpoint = plain },
            oauth => oauth with { RedirectUri = plain },
        ];

        Assert.All(changes, change => Refused("EndpointNotSecure", s_profile.With(change)));
    }

    [Fact]
    public void What_the_grant_needs_has_to_be_there()
    {
        Refused("ParameterMissing", s_profile.With(static oauth => oauth with { ClientId = null }));
        Refused("ParameterMissing", s_profile.With(static oauth => oauth with { TokenEndpoint = null }));
        Refused("ParameterMissing", s_profile.With(static oauth => oauth with { AuthorizationEndpoint = null }));
        Refused("ParameterMissing", s_profile.With(
            static oauth => oauth with { GrantType = GrantType.DeviceCode, DeviceAuthorizationEndpoint = null }));
        Refused("ParameterMissing", (s_profile with { Secrets = new ProfileSecrets { ClientSecret = "x" } }).With(
            static oauth => oauth with { GrantType = GrantType.Password }));
        Refused("ParameterMissing", (s_profile with { Secrets = new ProfileSecrets() }).With(
            static oauth => oauth with { GrantType = GrantType.ClientCredentials }));
        Refused("ParameterConflict", s_profile.With(static oauth => oauth with { GrantType = GrantType.JwtBearer }));
        _provider.Complete(s_profile);
    }

    [Theory]
    [InlineData("state")]
    [InlineData("code_challenge")]
    [InlineData("code_challenge_method")]
    [InlineData("redirect_uri")]
    public void Parameters_of_the_protocol_s_own_run_cannot_be_set_by_hand(string name)
    {
        Refused("ParameterReserved", s_profile.With(oauth => oauth with
        {
            AuthorizationParameters = new Dictionary<string, string> { [name] = "x" },
        }));
        Refused("ParameterReserved", s_profile.With(oauth => oauth with
        {
            AuthorizationEndpoint = new Uri($"https://login.contoso.test/authorize?audience=mail&{name}=x"),
        }));
    }

    [Theory]
    [InlineData("grant_type")]
    [InlineData("client_secret")]
    [InlineData("refresh_token")]
    public void Parameters_of_the_token_request_cannot_be_set_by_hand(string name)
        => Refused("ParameterReserved", s_profile.With(oauth => oauth with
        {
            TokenParameters = new Dictionary<string, string> { [name] = "x" },
        }));

    [Theory]
    [InlineData("https://a.test/authorize", "https://a.test/authorize?b=c%20d&state=%26")]
    [InlineData("https://a.test/authorize?", "https://a.test/authorize?b=c%20d&state=%26")]
    [InlineData("https://a.test/authorize?x=1", "https://a.test/authorize?x=1&b=c%20d&state=%26")]
    [InlineData("https://a.test/authorize?x=1&", "https://a.test/authorize?x=1&b=c%20d&state=%26")]
    [InlineData("https://a.test/authorize?scope=mail offline_access", "https://a.test/authorize?scope=mail%20offline_access&b=c%20d&state=%26")]
    [InlineData("https://a.test/authorize?x=%2B+%20%26", "https://a.test/authorize?x=%2B+%20%26&b=c%20d&state=%26")]
    [InlineData("https://a.test/authorize?b=mine", "https://a.test/authorize?b=mine&state=%26")]
    [InlineData("https://a.test/authorize#top", "https://a.test/authorize?b=c%20d&state=%26")]
    public void Query_that_is_there_already_is_not_disturbed(string endpoint, string expected)
        => Assert.Equal(
            expected,
            AuthorizationRequestUri.Append(
                new Uri(endpoint), [new("b", "c d"), new("empty", ""), new("state", "&")]).AbsoluteUri);

    [Fact]
    public void Scope_in_the_address_takes_the_place_of_the_profile_s()
    {
        var profile = s_profile.With(static oauth => oauth with
        {
            AuthorizationEndpoint = new Uri("https://login.contoso.test/authorize?scope=https://mail offline_access"),
        });

        var query = _provider.BeginAuthorization(profile, new Uri("http://127.0.0.1:5/")).AuthorizationUri.Query;

        Assert.StartsWith("?scope=https://mail%20offline_access&response_type=code&", query, StringComparison.Ordinal);
        Assert.Single(query.Split('&'), static pair => pair.Contains("scope=", StringComparison.Ordinal));
        Assert.DoesNotContain("prompt=", query, StringComparison.Ordinal); // the profile has an empty one
        Assert.Contains("&redirect_uri=http%3A%2F%2F127.0.0.1%3A5%2F&", query, StringComparison.Ordinal);
    }

    private void Refused(string errorId, StoredProfile profile)
        => Assert.Equal(errorId, Assert.Throws<OAuth2MailException>(() => _provider.Complete(profile)).ErrorId);
}
