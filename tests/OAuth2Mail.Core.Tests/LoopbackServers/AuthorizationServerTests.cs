using System.Net;
using System.Text.Json;
using Duende.IdentityModel.Client;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.LoopbackServers;

public sealed class AuthorizationServerTests(AuthorizationServerFixture fixture)
    : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private AuthorizationServer Server => fixture.Server;

    public void Dispose()
    {
        Server.ClearFaults();
        Server.AccessTokenLifetime = TimeSpan.FromHours(1);
        Server.TokenResponses.ExpiresIn = ExpiresInForm.Number;
        Server.Consent.Error = null;
        Server.Consent.User = null;
        Server.Consent.Issuer = null;
        Server.Consent.State = StateTreatment.Returned;
    }

    [Theory]
    [InlineData("openid-configuration")]
    [InlineData("oauth-authorization-server")]
    public async Task Metadata_names_issuer_and_endpoints(string document)
    {
        var json = await fixture.Http.GetStringAsync(new Uri(Server.Issuer, "/.well-known/" + document));

        using var metadata = JsonDocument.Parse(json);
        Assert.Equal(Server.Issuer.AbsoluteUri, Text("issuer"));
        Assert.Equal(Server.AuthorizationEndpoint.AbsoluteUri, Text("authorization_endpoint"));
        Assert.Equal(Server.TokenEndpoint.AbsoluteUri, Text("token_endpoint"));
        Assert.Equal(Server.DeviceAuthorizationEndpoint.AbsoluteUri, Text("device_authorization_endpoint"));
        Assert.Equal(Server.RevocationEndpoint.AbsoluteUri, Text("revocation_endpoint"));
        Assert.True(metadata.RootElement.GetProperty("authorization_response_iss_parameter_supported").GetBoolean());

        string? Text(string name) => metadata.RootElement.GetProperty(name).GetString();
    }

    [Fact]
    public async Task Introspection_tells_users_and_scopes_and_revocation_ends_it()
    {
        var tokens = await fixture.SignInAsync();
        using var introspection = new TokenIntrospectionRequest
        {
            Address = Server.IntrospectionEndpoint.AbsoluteUri,
            ClientId = AuthorizationServer.IntrospectionClientId,
            ClientSecret = AuthorizationServer.IntrospectionClientSecret,
            Token = tokens.AccessToken!,
        };
        var answer = await fixture.Http.IntrospectTokenAsync(introspection);
        Assert.True(answer.IsActive, answer.Raw);
        Assert.Equal(User, answer.Claims.First(static c => c.Type == "username").Value);
        Assert.Contains(answer.Claims, static c => c is { Type: "scope", Value: "smtp" });

        using var revocation = new TokenRevocationRequest
        {
            Address = Server.RevocationEndpoint.AbsoluteUri,
            ClientId = PublicClient,
            Token = tokens.RefreshToken!,
        };
        Assert.False((await fixture.Http.RevokeTokenAsync(revocation)).IsError);

        Assert.Equal("invalid_grant", (await fixture.RefreshAsync(tokens.RefreshToken!)).Error);
    }

    [Fact]
    public async Task Access_tokens_can_be_made_bad_while_refresh_tokens_stay_good()
    {
        var tokens = await fixture.SignInAsync();

        await Server.RevokeAccessTokensAsync();

        Assert.Null(await Server.IntrospectAsync(tokens.AccessToken!));
        Assert.False((await fixture.RefreshAsync(tokens.RefreshToken!)).IsError);
    }

    [Fact]
    public async Task Token_lifetime_can_be_changed_while_running()
    {
        Server.AccessTokenLifetime = TimeSpan.FromSeconds(1);
        var tokens = await fixture.SignInAsync();
        Assert.InRange(tokens.ExpiresIn, 0, 1);

        await Task.Delay(1100);

        Assert.Null(await Server.IntrospectAsync(tokens.AccessToken!));
    }

    [Theory]
    [InlineData(ExpiresInForm.Absent, "Undefined")]
    [InlineData(ExpiresInForm.Text, "String")]
    public async Task Expires_in_can_be_absent_or_text(ExpiresInForm form, string kind)
    {
        Server.TokenResponses.ExpiresIn = form;

        var tokens = await fixture.SignInAsync();

        var kindSent = tokens.Json!.Value.TryGetProperty("expires_in", out var value) ? value.ValueKind : JsonValueKind.Undefined;
        Assert.Equal(kind, kindSent.ToString());
    }

    [Fact]
    public async Task Consent_can_be_declined_given_by_another_and_answered_with_wrong_state_and_issuer()
    {
        Server.Consent.Error = "access_denied";
        var declined = await fixture.AuthorizeAsync("verifier");
        Assert.Equal(("access_denied", "the-state"), (declined.Error, declined.State));
        Server.Consent.Error = null;

        Server.Consent.User = "pat@contoso.test";
        var tokens = await fixture.SignInAsync(loginHint: User);
        Assert.Equal("pat@contoso.test", (await Server.IntrospectAsync(tokens.AccessToken!))!.UserName);

        Server.Consent.State = StateTreatment.Corrupted;
        Server.Consent.Issuer = "https://attacker.test/";
        var odd = await fixture.AuthorizeAsync("verifier");
        Assert.NotEqual("the-state", odd.State);
        Assert.Equal("https://attacker.test/", odd.TryGet("iss"));

        Server.Consent.State = StateTreatment.Omitted;
        Assert.Null((await fixture.AuthorizeAsync("verifier")).State);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("form_post")]
    public async Task Browser_brings_the_answer_to_the_clients_listener(string responseMode)
    {
        using var listener = new HttpListener();
        var port = FreePort();
        var address = $"http://127.0.0.1:{port}/callback";
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var visit = fixture.Browser.VisitAsync(
            fixture.AuthorizationUri("verifier", redirectUri: address, responseMode: responseMode));

        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var sent = responseMode is "query" ? context.Request.Url!.Query : await reader.ReadToEndAsync();
        context.Response.Close("<p>Done"u8.ToArray(), willBlock: false);

        Assert.Contains("code=", sent, StringComparison.Ordinal);
        Assert.Contains("state=the-state", sent, StringComparison.Ordinal);
        Assert.Equal("<p>Done", (await visit).Body);
    }

    [Fact]
    public async Task Requests_are_recorded()
    {
        Server.ClearRequests();

        await fixture.SignInAsync();

        Assert.Equal(
            [ServerEndpoint.Authorization, ServerEndpoint.Token], Server.Requests.Select(static r => r.Endpoint));
        var (authorization, token) = (Server.Requests[0], Server.Requests[1]);
        Assert.Equal("S256", authorization["code_challenge_method"]);
        Assert.Equal(("POST", "authorization_code"), (token.Method, token["grant_type"]));
        Assert.NotNull(token["code_verifier"]);
        Assert.True(token.Headers.ContainsKey("content-type"));
    }

    [Fact]
    public async Task Faults_are_answered_as_often_as_asked()
    {
        var tokens = await fixture.SignInAsync();
        Server.FailNext(ServerEndpoint.Token, EndpointFault.HttpStatus(503, TimeSpan.FromSeconds(7)));
        Server.FailNext(ServerEndpoint.Token, EndpointFault.EntraError(50076));
        Server.FailNext(ServerEndpoint.Token, EndpointFault.HtmlPage());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await RefreshAsync()).HttpStatusCode);
        var entra = await RefreshAsync();
        Assert.Equal("invalid_grant", entra.Error);
        Assert.StartsWith("AADSTS50076:", entra.ErrorDescription, StringComparison.Ordinal);
        Assert.True((await RefreshAsync()).IsError);
        Assert.False((await RefreshAsync()).IsError);

        Task<TokenResponse> RefreshAsync() => fixture.RefreshAsync(tokens.RefreshToken!);
    }

    [Fact]
    public async Task Endpoint_that_never_answers_leaves_the_client_waiting()
    {
        Server.FailNext(ServerEndpoint.Discovery, EndpointFault.NeverAnswers());
        using var limit = new CancellationTokenSource(200);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => fixture.Http.GetAsync(new Uri(Server.Issuer, "/.well-known/openid-configuration"), limit.Token));
    }

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }
}
