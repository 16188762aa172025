using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensibility;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Tests.LoopbackServers;

/// <summary>MSAL against the Entra-shaped addresses.</summary>
public sealed class EntraShapeTests(EnvironmentFixture fixture) : IClassFixture<EnvironmentFixture>
{
    private static readonly string[] s_delegated = ["https://outlook.office.com/SMTP.Send"];
    private static readonly string[] s_application = ["https://outlook.office365.com/.default"];

    private LoopbackEnvironment Environment => fixture.Environment;

    private string Authority => Environment.Authorization.GetEntraAuthority(LoopbackEnvironment.TenantId).AbsoluteUri;

    [Fact]
    public async Task Password_then_silent_then_refresh()
    {
        var client = PublicClient();
#pragma warning disable CS0618 // The password grant is what -Microsoft365 is about.
        var first = await client.AcquireTokenByUsernamePassword(
            s_delegated, LoopbackEnvironment.User, LoopbackEnvironment.Password).ExecuteAsync();
#pragma warning restore CS0618
        await AssertGoodForAsync(LoopbackEnvironment.User, first.AccessToken);
        Assert.Equal(LoopbackEnvironment.User, first.Account.Username);
        Assert.Equal(LoopbackEnvironment.TenantId, first.TenantId);
        var account = Assert.Single(await client.GetAccountsAsync());

        var cached = await client.AcquireTokenSilent(s_delegated, account).ExecuteAsync();
        var refreshed = await client.AcquireTokenSilent(s_delegated, account).WithForceRefresh(true).ExecuteAsync();

        Assert.Equal(first.AccessToken, cached.AccessToken);
        Assert.NotEqual(first.AccessToken, refreshed.AccessToken);
        await AssertGoodForAsync(LoopbackEnvironment.User, refreshed.AccessToken);
    }

    [Fact]
    public async Task Browser_consent()
    {
        var result = await PublicClient().AcquireTokenInteractive(s_delegated)
            .WithLoginHint(LoopbackEnvironment.OtherUser)
            .WithCustomWebUi(new BrowserUi(fixture.Browser))
            .ExecuteAsync();

        Assert.Equal(LoopbackEnvironment.OtherUser, result.Account.Username);
        await AssertGoodForAsync(LoopbackEnvironment.OtherUser, result.AccessToken);
    }

    [Fact]
    public async Task Device_code()
    {
        var result = await PublicClient().AcquireTokenWithDeviceCode(s_delegated, async code =>
        {
            Assert.Contains(code.UserCode, code.Message, StringComparison.Ordinal);
            await Environment.Authorization.ApproveDeviceAsync(code.UserCode);
        }).ExecuteAsync();

        await AssertGoodForAsync(LoopbackEnvironment.User, result.AccessToken);
    }

    [Fact]
    public async Task Application_with_secret_certificate_or_federated_token()
    {
        using var certificate = X509CertificateLoader.LoadPkcs12FromFile(Environment.Files.CertificateFile, null);
        var federated = await File.ReadAllTextAsync(Environment.Files.FederatedTokenFile);
        (string ClientId, ConfidentialClientApplicationBuilder Builder)[] clients =
        [
            (LoopbackEnvironment.ConfidentialClientId,
                Confidential(LoopbackEnvironment.ConfidentialClientId).WithClientSecret(LoopbackEnvironment.ClientSecret)),
            (LoopbackEnvironment.RsaClientId, Confidential(LoopbackEnvironment.RsaClientId).WithCertificate(certificate)),
            (LoopbackEnvironment.FederatedClientId,
                Confidential(LoopbackEnvironment.FederatedClientId)
                    .WithClientAssertion((CancellationToken _) => Task.FromResult(federated))),
        ];
        foreach (var (clientId, builder) in clients)
        {
            var result = await builder.Build().AcquireTokenForClient(s_application).ExecuteAsync();

            await AssertGoodForAsync(clientId, result.AccessToken);
        }
    }

    [Fact]
    public async Task Federated_token_of_another_is_refused()
    {
        var client = Confidential(LoopbackEnvironment.FederatedClientId)
            .WithClientAssertion((CancellationToken _) => Task.FromResult("eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."))
            .Build();

        await Assert.ThrowsAsync<MsalServiceException>(() => client.AcquireTokenForClient(s_application).ExecuteAsync());
    }

    [Fact]
    public async Task Errors_reach_MSAL_with_their_number()
    {
        Environment.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.EntraError(7000222, "invalid_client"));
        var client = Confidential(LoopbackEnvironment.ConfidentialClientId)
            .WithClientSecret(LoopbackEnvironment.ClientSecret).Build();

        var error = await Assert.ThrowsAsync<MsalServiceException>(
            () => client.AcquireTokenForClient(s_application).ExecuteAsync());

        Assert.Equal("invalid_client", error.ErrorCode);
        Assert.Contains("AADSTS7000222", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.CorrelationId);
    }

    [Theory]
    [InlineData("metadata/identity/oauth2/token", "Metadata", "true")]
    [InlineData("msi/token", "X-IDENTITY-HEADER", null)]
    public async Task Managed_identity_gets_a_token(string path, string header, string? value)
    {
        var address = new Uri(
            Environment.Authorization.Issuer, path + "?api-version=2019-08-01&resource=https%3A%2F%2Foutlook.office365.com");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add(header, value ?? AuthorizationServer.IdentityHeader);

        using var response = await fixture.Http.SendAsync(request);
        using var bare = await fixture.Http.GetAsync(address);

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, bare.StatusCode);
        using var token = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(JsonValueKind.String, token.RootElement.GetProperty("expires_on").ValueKind);
        Assert.Equal("https://outlook.office365.com", token.RootElement.GetProperty("resource").GetString());
        await AssertGoodForAsync(
            AuthorizationServer.ManagedIdentityClientId, token.RootElement.GetProperty("access_token").GetString()!);
    }

    private IPublicClientApplication PublicClient() => PublicClientApplicationBuilder
        .Create(LoopbackEnvironment.PublicClientId)
        .WithAuthority(Authority, validateAuthority: false)
        .WithInstanceDiscovery(false)
        .WithRedirectUri("http://localhost:54321")
        .WithHttpClientFactory(new OneClient(fixture.Http))
        .Build();

    private ConfidentialClientApplicationBuilder Confidential(string clientId) => ConfidentialClientApplicationBuilder
        .Create(clientId)
        .WithAuthority(Authority, validateAuthority: false)
        .WithInstanceDiscovery(false)
        .WithHttpClientFactory(new OneClient(fixture.Http));

    private async Task AssertGoodForAsync(string userName, string accessToken)
    {
        var info = await Environment.Authorization.IntrospectAsync(accessToken);
        Assert.NotNull(info);
        Assert.Equal(userName, info.UserName);
        Assert.Contains(info.Scopes, static scope => s_delegated.Contains(scope) || s_application.Contains(scope));
    }

    private sealed class OneClient(HttpClient client) : IMsalHttpClientFactory
    {
        public HttpClient GetHttpClient() => client;
    }

    private sealed class BrowserUi(LoopbackBrowser browser) : ICustomWebUi
    {
        public Task<Uri> AcquireAuthorizationCodeAsync(
            Uri authorizationUri, Uri redirectUri, CancellationToken cancellationToken)
            => browser.FindRedirectAsync(authorizationUri, redirectUri.AbsoluteUri, cancellationToken);
    }
}
