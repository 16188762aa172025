using System.Net.Sockets;
using System.Web;
using OAuth2Mail.Authorization;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Vaults;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;
using static OAuth2Mail.Tests.LoopbackServers.AuthorizationServerFixture;

namespace OAuth2Mail.Tests.Authorization;

public sealed class AuthorizationServiceTests : IClassFixture<AuthorizationServerFixture>
{
    private readonly AuthorizationServerFixture _fixture;
    private readonly CoreInstance _core = new();
    private Task<VisitedPage> _visit = Task.FromException<VisitedPage>(new InvalidOperationException("No browser was opened."));

    public AuthorizationServiceTests(AuthorizationServerFixture fixture)
    {
        _fixture = fixture;
        Server.Consent.Error = null;
        Server.Consent.User = null;
        Server.Consent.Issuer = null;
        Server.Consent.State = StateTreatment.Returned;
        Server.ClearFaults();
        _core.OpenBrowser = Visit;
    }

    private AuthorizationServer Server => _fixture.Server;

    private StoredProfile Profile => SampleProfile.For(Server);

    [Theory]
    [InlineData(null)]
    [InlineData("form_post")]
    public async Task Consent_in_the_browser_is_stored(string? responseMode)
    {
        await _core.SaveAsync(responseMode is null ? Profile : Profile.With(oauth => oauth with
        {
            AuthorizationParameters = new Dictionary<string, string> { ["response_mode"] = responseMode },
        }));

        var status = await _core.AuthorizeAsync(new());

        Assert.Equal(TokenState.Valid, status.State);
        Assert.Equal(TokenSource.Consent, status.Source);
        Assert.Equal(["smtp", "offline_access"], status.Scopes);
        // Where the browser shows nothing after all, there is the address, whereto it answers, and until when.
        var shown = Assert.Single(_core.Prompt.Addresses);
        var redirect = HttpUtility.ParseQueryString(shown.Query)["redirect_uri"]!;
        Assert.Contains(redirect, Assert.Single(_core.Prompt.Instructions), StringComparison.Ordinal);
        Assert.Matches(@"until \d", _core.Prompt.Instructions[0]);
        Assert.Contains("You are signed in", (await _visit).Body, StringComparison.Ordinal);
        Assert.NotNull(_core.Stored.Tokens!.RefreshToken);
        Assert.Equal(status.ExpiresOn, _core.Stored.Tokens.ExpiresOn);
        Assert.NotNull(await Server.IntrospectAsync(_core.Stored.Tokens.AccessToken));
        Assert.Equal(TokenSource.Vault, (await _core.EnsureAsync()).Source);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Address_is_shown_where_no_browser_opens(bool noBrowser)
    {
        await _core.SaveAsync(Profile);
        var asked = false;
        _core.OpenBrowser = _ =>
        {
            asked = true;
            return false;
        };
        _core.Prompt.OnAddress = uri => Visit(uri);

        var status = await _core.AuthorizeAsync(new() { NoBrowser = noBrowser });

        Assert.Equal(TokenState.Valid, status.State);
        Assert.Equal(!noBrowser, asked);
        Assert.Single(_core.Prompt.Addresses);
    }

    [Fact]
    public async Task Profile_s_redirect_URI_is_used_to_the_letter()
    {
        var port = FreePort();
        var registered = new Uri($"http://localhost:{port}");
        await Server.AddClientAsync(new("web") { ClientSecret = "s", IsNative = false, RedirectUris = [registered] });
        await _core.SaveAsync(SampleProfile.For(Server, "web", "s").With(oauth => oauth with { RedirectUri = registered }));

        await _core.AuthorizeAsync(new());

        Assert.Equal(registered.OriginalString, Server.Requests.Last(static r => r.Endpoint == ServerEndpoint.Token)["redirect_uri"]);
    }

    [Fact]
    public async Task Declined_consent_is_told_in_PowerShell_and_in_the_browser()
    {
        await _core.SaveAsync(Profile);
        Server.Consent.Error = "access_denied";
        Server.Consent.ErrorDescription = "Not <b>today</b>.";

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => _core.AuthorizeAsync(new()));

        Assert.Equal("ConsentDeclined", failure.ErrorId);
        Assert.Equal("access_denied", failure.ProviderCode);
        Assert.Contains("Not <b>today</b>.", failure.Message, StringComparison.Ordinal);
        var page = (await _visit).Body;
        Assert.Contains("Consent was declined", page, StringComparison.Ordinal);
        Assert.Contains("Not &lt;b&gt;today&lt;/b&gt;.", page, StringComparison.Ordinal);
        Assert.Null(_core.Stored.Tokens);
    }

    [Fact]
    public async Task Code_that_cannot_be_redeemed_is_told_in_the_browser_too()
    {
        await _core.SaveAsync(Profile);
        Server.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("invalid_client", status: 401));

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => _core.AuthorizeAsync(new()));

        Assert.Equal("ClientRefused", failure.ErrorId);
        Assert.Contains("The sign-in did not work", (await _visit).Body, StringComparison.Ordinal);
        Assert.Null(_core.Stored.Tokens);
    }

    [Theory]
    [InlineData(StateTreatment.Corrupted)]
    [InlineData(StateTreatment.Omitted)]
    public async Task Answer_with_a_wrong_state_does_not_complete(StateTreatment state)
    {
        await _core.SaveAsync(Profile);
        Server.Consent.State = state;
        var tokenRequests = Server.Requests.Count(static r => r.Endpoint == ServerEndpoint.Token);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => _core.AuthorizeAsync(new() { Timeout = TimeSpan.FromMilliseconds(700) }));

        Assert.Equal("AuthorizationTimeout", failure.ErrorId);
        Assert.Contains("This is not the expected answer", (await _visit).Body, StringComparison.Ordinal);
        Assert.Null(_core.Stored.Tokens);
        Assert.Equal(tokenRequests, Server.Requests.Count(static r => r.Endpoint == ServerEndpoint.Token));
    }

    [Theory]
    [InlineData("https://evil.test/", false, false)]
    [InlineData("https://evil.test/", true, false)]
    [InlineData("", true, false)]
    [InlineData("", false, true)]
    [InlineData(null, true, true)]
    public async Task Answer_of_another_issuer_is_not_redeemed(string? named, bool alwaysNamed, bool accepted)
    {
        await _core.SaveAsync(Profile.With(oauth => oauth with
        {
            Issuer = Server.Issuer.AbsoluteUri, IssuerInResponse = alwaysNamed,
        }));
        Server.Consent.Issuer = named;
        var tokenRequests = Server.Requests.Count(static r => r.Endpoint == ServerEndpoint.Token);

        var failure = await Record.ExceptionAsync(() => _core.AuthorizeAsync(new()));

        Assert.Equal(accepted ? null : "AuthorizationIssuerMismatch", (failure as OAuth2MailException)?.ErrorId);
        Assert.Equal(accepted, failure is null);
        Assert.Equal(
            accepted ? 1 : 0, Server.Requests.Count(static r => r.Endpoint == ServerEndpoint.Token) - tokenRequests);
        Assert.Equal(accepted, _core.Stored.Tokens is not null);
    }

    [Fact]
    public async Task Consent_that_does_not_come_ends_in_time_and_leaves_nothing_open()
    {
        await _core.SaveAsync(Profile);

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(
            () => _core.AuthorizeAsync(new() { NoBrowser = true, Timeout = TimeSpan.FromMilliseconds(80) }));

        Assert.Equal("AuthorizationTimeout", failure.ErrorId);
        Assert.Equal(FailureKind.Timeout, failure.Kind);
        Assert.Contains("-DeviceCode", failure.Advice, StringComparison.Ordinal);
        AssertClosed();
    }

    [Fact]
    public async Task Cancellation_leaves_nothing_open()
    {
        await _core.SaveAsync(Profile);
        using var stop = new CancellationTokenSource();
        _core.Prompt.OnAddress = _ => stop.CancelAfter(30);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _core.AuthorizeAsync(new() { NoBrowser = true }, stop.Token));

        AssertClosed();
    }

    [Fact]
    public async Task Other_account_than_the_mailbox_is_a_warning()
    {
        Server.Consent.User = "pat@contoso.test";
        await _core.SaveAsync(Profile.With(static oauth => oauth with { Scopes = ["openid", "smtp", "offline_access"] }));

        var status = await _core.AuthorizeAsync(new());

        Assert.Equal("pat@contoso.test", status.UserName);
        var warning = Assert.Single(_core.Sink.Warnings);
        Assert.Contains("pat@contoso.test", warning, StringComparison.Ordinal);
        Assert.Contains(User, warning, StringComparison.Ordinal);

        // In the browser too, where the person still is.
        Assert.Contains("pat@contoso.test", (await _visit).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mailbox_s_own_account_is_no_warning()
    {
        await _core.SaveAsync((Profile with { UserName = "ALEX@contoso.test" })
            .With(static oauth => oauth with { Scopes = ["openid", "smtp"] }));

        await _core.AuthorizeAsync(new());

        Assert.Empty(_core.Sink.Warnings);
    }

    [Fact]
    public async Task Device_code_is_shown_and_its_approval_stored()
    {
        await _core.SaveAsync(Profile);
        _core.Prompt.OnDeviceCode = prompt => Server.ApproveDeviceAsync(prompt.UserCode).Wait();

        var status = await _core.AuthorizeAsync(new() { DeviceCode = true });

        Assert.Equal(TokenSource.Consent, status.Source);
        Assert.Single(_core.Prompt.DeviceCodes);
        Assert.NotNull(_core.Stored.Tokens!.RefreshToken);
    }

    [Fact]
    public async Task Missing_endpoints_are_told()
    {
        await _core.SaveAsync(Profile.With(static oauth => oauth with
        {
            AuthorizationEndpoint = null, DeviceAuthorizationEndpoint = null,
        }));

        Assert.Equal("AuthorizationEndpointMissing", await FailAsync(new()));
        Assert.Equal("DeviceAuthorizationEndpointMissing", await FailAsync(new() { DeviceCode = true }));
    }

    [Fact]
    public async Task Profile_that_needs_nobody_s_consent_just_gets_a_token()
    {
        await _core.SaveAsync(SampleProfile.For(Server, ConfidentialClient, Secret)
            .With(static oauth => oauth with { GrantType = GrantType.ClientCredentials }));

        var status = await _core.AuthorizeAsync(new());

        Assert.Equal(TokenSource.Provider, status.Source);
        Assert.NotNull(_core.Stored.Tokens);
    }

    [Fact]
    public async Task Consent_that_the_vault_does_not_take_serves_this_process_with_a_warning()
    {
        await _core.SaveAsync(Profile);
        _core.Store.BeforeWrite = static _ => throw InMemoryProfileStore.Locked;

        var status = await _core.AuthorizeAsync(new());

        Assert.Equal(TokenState.Valid, status.State);
        Assert.Single(_core.Sink.Warnings);
        Assert.Null(_core.Stored.Tokens);
        Assert.NotNull((await _core.EnsureAsync()).Profile.Tokens);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }

    private bool Visit(Uri address)
    {
        _visit = _fixture.Browser.VisitAsync(address);
        return true;
    }

    private async Task<string> FailAsync(AuthorizationOptions options)
        => (await Assert.ThrowsAsync<OAuth2MailException>(() => _core.AuthorizeAsync(options))).ErrorId;

    private void AssertClosed()
    {
        var redirect = new Uri(HttpUtility.ParseQueryString(_core.Prompt.Addresses[^1].Query)["redirect_uri"]!);
        using var client = new TcpClient();
        Assert.ThrowsAny<SocketException>(() => client.Connect(redirect.Host, redirect.Port));
    }
}
