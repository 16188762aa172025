using Microsoft.Extensions.Time.Testing;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Authorization;

/// <summary>The person brings back the address that the browser ended on, perhaps to another process.</summary>
public sealed class ManualAuthorizationTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UtcNow);

    private AuthorizationServer Server => fixture.Server;

    [Fact]
    public async Task Address_that_is_pasted_at_once_completes()
    {
        var core = await CreateAsync();
        core.Prompt.Answer = async uri => (await EndedOnAsync(uri)).AbsoluteUri;

        var status = await core.AuthorizeAsync(new() { Manual = true });

        Assert.Equal(TokenState.Valid, status.State);
        Assert.Null(core.Stored.Pending);
        Assert.NotNull(core.Stored.Tokens!.RefreshToken);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("  \"{0}\"  ")]
    [InlineData("{0}#")]
    [InlineData("{1}")]
    [InlineData("?{1}")]
    public async Task Response_completes_in_another_process_as_it_is_copied(string pasted)
    {
        var (core, ended) = await StartAsync();
        var other = new CoreInstance(core.Store, _clock);
        _clock.Advance(TimeSpan.FromMinutes(9));

        var status = await other.AuthorizeAsync(new()
        {
            Response = string.Format(null, pasted, ended.AbsoluteUri, ended.Query.TrimStart('?')),
        });

        Assert.Equal(TokenSource.Consent, status.Source);
        Assert.NotNull(core.Stored.Tokens);
        Assert.Null(core.Stored.Pending);
    }

    [Fact]
    public async Task Started_authorization_keeps_state_and_verifier_and_tells_how_to_go_on()
    {
        var (core, ended) = await StartAsync();

        var pending = core.Stored.Pending!;
        Assert.Equal(pending.State, System.Web.HttpUtility.ParseQueryString(ended.Query)["state"]);
        Assert.Equal(_clock.GetUtcNow(), pending.CreatedOn);
        Assert.NotEqual(0, pending.RedirectUri.Port);
        Assert.Contains("-Response", Assert.Single(core.Sink.Warnings), StringComparison.Ordinal);
        Assert.Null(core.Stored.Tokens);
    }

    [Fact]
    public async Task Tokens_that_are_there_stay_good_while_an_authorization_waits()
    {
        var core = await CreateAsync();
        await core.SaveAsync(SampleProfile.For(Server).With(await fixture.SignInAsync(), _clock.GetUtcNow().AddHours(1)));

        var status = await core.AuthorizeAsync(new() { Manual = true });

        Assert.Equal(TokenState.ConsentPending, status.State);
        Assert.Equal(TokenSource.Vault, (await core.EnsureAsync()).Source);
        Assert.NotNull(core.Stored.Pending);
    }

    [Fact]
    public async Task Response_after_ten_minutes_is_too_late()
    {
        var (core, ended) = await StartAsync();
        _clock.Advance(TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1));

        Assert.Equal("AuthorizationExpired", await FailAsync(core, ended.AbsoluteUri));
        Assert.Null(core.Stored.Tokens);
    }

    [Fact]
    public async Task Response_with_a_wrong_state_is_refused_and_the_right_one_still_taken()
    {
        var (core, ended) = await StartAsync();
        var requests = Server.Requests.Count;
        var state = core.Stored.Pending!.State;

        Assert.Equal("AuthorizationStateMismatch", await FailAsync(
            core, ended.AbsoluteUri.Replace(state, "another", StringComparison.Ordinal)));
        Assert.Equal("AuthorizationStateMismatch", await FailAsync(core, "http://127.0.0.1/?code=x"));
        Assert.Equal(requests, Server.Requests.Count);

        Assert.Equal(TokenState.Valid, (await core.AuthorizeAsync(new() { Response = ended.AbsoluteUri })).State);
    }

    [Fact]
    public async Task Response_is_good_once()
    {
        var (core, ended) = await StartAsync();
        await core.AuthorizeAsync(new() { Response = ended.AbsoluteUri });

        Assert.Equal("AuthorizationNotStarted", await FailAsync(core, ended.AbsoluteUri));
    }

    [Fact]
    public async Task Response_to_an_older_start_is_refused()
    {
        var (core, ended) = await StartAsync();
        await core.AuthorizeAsync(new() { Manual = true });

        Assert.Equal("AuthorizationStateMismatch", await FailAsync(core, ended.AbsoluteUri));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("yes, I did")]
    [InlineData("4/0AX4XfWh-just-the-code")]
    public async Task Anything_that_is_no_response_is_refused(string pasted)
    {
        var (core, _) = await StartAsync();

        Assert.Equal("AuthorizationResponseInvalid", await FailAsync(core, pasted));
    }

    [Fact]
    public async Task Declined_consent_can_be_pasted_too()
    {
        var (core, _) = await StartAsync();
        var state = core.Stored.Pending!.State;

        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.AuthorizeAsync(
            new() { Response = $"http://127.0.0.1/?error=access_denied&error_description=No+way&state={state}" }));

        Assert.Equal("ConsentDeclined", failure.ErrorId);
        Assert.Contains("No way", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_URI_of_another_system_is_always_manual()
    {
        var core = await CreateAsync();
        var registered = new Uri("https://crm.contoso.test/oauth/done");
        await Server.AddClientAsync(new("crm") { ClientSecret = "s", IsNative = false, RedirectUris = [registered] });
        await core.SaveAsync(SampleProfile.For(Server, "crm", "s").With(oauth => oauth with { RedirectUri = registered }));
        core.Prompt.Answer = async uri => (await fixture.Browser.FindRedirectAsync(uri, registered.AbsoluteUri)).AbsoluteUri;

        var status = await core.AuthorizeAsync(new());

        Assert.Equal(TokenState.Valid, status.State);
    }

    private static async Task<string> FailAsync(CoreInstance core, string pasted)
    {
        var failure = await Assert.ThrowsAsync<OAuth2MailException>(() => core.AuthorizeAsync(new() { Response = pasted }));
        Assert.DoesNotContain(core.Stored.Pending?.CodeVerifier ?? "no verifier", failure.ToString(), StringComparison.Ordinal);
        return failure.ErrorId;
    }

    private async Task<CoreInstance> CreateAsync()
    {
        var core = new CoreInstance(time: _clock);
        await core.SaveAsync(SampleProfile.For(Server));
        return core;
    }

    private async Task<(CoreInstance Core, Uri Ended)> StartAsync()
    {
        var core = await CreateAsync();
        var status = await core.AuthorizeAsync(new() { Manual = true });
        Assert.Equal(TokenState.ConsentPending, status.State);
        return (core, await EndedOnAsync(core.Prompt.Addresses[^1]));
    }

    private Task<Uri> EndedOnAsync(Uri address) => fixture.Browser.FindRedirectAsync(address, "http://127.0.0.1:");
}
