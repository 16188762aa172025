using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;
using static OAuth2Mail.Tests.Delivery.DeliveryFixture;

namespace OAuth2Mail.Tests.Delivery;

public sealed class RefusedTokenTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task A_refused_token_is_refreshed_once(string mechanism)
    {
        await using var server = await fixture.StartAsync(o => o with { Mechanisms = [mechanism] });
        var core = await fixture.SignInAsync(server);
        var old = core.Stored.Tokens!;
        await fixture.Authorization.RevokeTokenAsync(old.AccessToken);
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose();

        await session.SendAsync(message, default);

        Assert.Single(server.Messages);
        Assert.Equal(1, fixture.RefreshCount - refreshes);
        Assert.NotEqual(old.RefreshToken, core.Stored.Tokens!.RefreshToken);
    }

    [Theory]
    [InlineData("XOAUTH2", """{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}""")]
    [InlineData("OAUTHBEARER", """{"status":"invalid_token","scope":"https://mail.google.com/"}""")]
    public async Task A_token_that_is_refused_again_is_not_refreshed_twice(string mechanism, string said)
    {
        await using var server = await fixture.StartAsync(o => o with { Mechanisms = [mechanism] });
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Token, "535 5.7.3 Authentication unsuccessful [LOOPBACK]", times: 10);
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Equal(FailureKind.Authentication, failure.Kind);
        Assert.Equal("535 5.7.3", failure.ProviderCode);
        Assert.Contains("Authentication unsuccessful [LOOPBACK]", failure.Message, StringComparison.Ordinal);
        Assert.Contains(said, failure.Message, StringComparison.Ordinal);
        Assert.Contains("SMTP.Send", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(1, fixture.RefreshCount - refreshes);
        Assert.Equal(2, server.Commands.Count(static line => line.StartsWith("AUTH", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.", "535 5.7.139", "Set-CASMailbox", "SmtpAuthenticationDisabled")]
    [InlineData("535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy.", "535 5.7.139", "security defaults", "SmtpAuthenticationBlocked")]
    [InlineData("535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.", "535 5.7.139", "Conditional Access", "SmtpAuthenticationBlocked")]
    [InlineData("535 5.7.8 Username and Password not accepted.", "535 5.7.8", "https://mail.google.com/", "SmtpAuthenticationFailed")]
    [InlineData("534 5.7.9 Please log in with your web browser and then try again.", "534 5.7.9", "browser", "SmtpAuthenticationFailed")]
    [InlineData("535 Nothing more to say.", "535", "Test-OAuth2MailProfile", "SmtpAuthenticationFailed")]
    public async Task Reply_is_kept_and_explained(string reply, string code, string advice, string id)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Token, reply, times: 2);
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal(id, failure.ErrorId);
        Assert.Equal(code, failure.ProviderCode);
        Assert.Contains(reply[4..].Split(' ', 2)[1], failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
    }

    // MailKit words this one without its code where it is the answer to AUTH itself.
    [Theory]
    [InlineData("534 5.7.9 Please log in with your web browser and then try again.", "534 5.7.9", "browser")]
    [InlineData("534 5.7.14 Please log in via your web browser.", "534 5.7.14", "browser")]
    [InlineData("535 5.7.8 Username and Password not accepted.", "535 5.7.8", "https://mail.google.com/")]
    public async Task Reply_right_after_AUTH_keeps_its_code(string reply, string code, string advice)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Auth, reply, times: 2);
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Equal(code, failure.ProviderCode);
        Assert.Contains(reply, failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Advice, StringComparison.Ordinal);
        Assert.Equal(code.StartsWith("535", StringComparison.Ordinal) ? 1 : 0, fixture.RefreshCount - refreshes);
    }

    [Theory]
    [InlineData(SmtpCommand.Auth, "454 4.7.0 Temporary authentication failure")]
    [InlineData(SmtpCommand.Token, "454 4.7.0 Temporary authentication failure")]
    [InlineData(SmtpCommand.Token, "451 4.3.2 Try again")]
    public async Task Refusal_for_now_is_no_refused_token(SmtpCommand step, string reply)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(step, reply);
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationUnavailable", failure.ErrorId);
        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Equal(reply[..9], failure.ProviderCode);
        Assert.Contains("later", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(refreshes, fixture.RefreshCount);
        await session.SendAsync(message, default);
    }

    [Theory]
    [InlineData("XOAUTH2")]
    [InlineData("OAUTHBEARER")]
    public async Task Server_that_refuses_without_end_is_left(string mechanism)
    {
        await using var server = await fixture.StartAsync(o => o with { Mechanisms = [mechanism] });
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Token, SmtpFault.ChallengeForEver(), times: 5);
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default)).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Contains("334", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpCommand.Greeting, "SmtpConnectTimeout")]
    [InlineData(SmtpCommand.Hello, "SmtpConnectTimeout")]
    [InlineData(SmtpCommand.Auth, "SmtpAuthenticationTimeout")]
    public async Task Server_that_answers_a_byte_at_a_time_has_a_limit_as_a_whole(SmtpCommand step, string errorId)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(step, SmtpFault.Drip(), times: 2);
        using var session = core.OpenSession(TimeSpan.FromSeconds(3));
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default)).WaitAsync(TimeSpan.FromSeconds(20));

        Assert.Equal(errorId, failure.ErrorId);
        Assert.Equal(FailureKind.Timeout, failure.Kind);
    }

    [Fact]
    public async Task Cancellation_of_authentication_is_a_cancellation()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Auth, SmtpFault.Drip());
        using var session = core.OpenSession();
        using var message = Compose();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.SendAsync(message, stop.Token));
    }

    [Fact]
    public async Task Refusal_is_told_where_there_is_nothing_to_refresh_with()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server, scope: "smtp");
        server.Faults.Enqueue(
            SmtpCommand.Token, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", times: 2);
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationDisabled", failure.ErrorId);
        Assert.Contains("Set-CASMailbox", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Consent_that_was_withdrawn_asks_for_the_person_again()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        await fixture.Authorization.RevokeTokenAsync(core.Stored.Tokens!.AccessToken);
        await fixture.Authorization.RevokeTokenAsync(core.Stored.Tokens.RefreshToken!);
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("TokenGrantRefused", failure.ErrorId);
        Assert.Contains("Invoke-OAuth2Authorization", failure.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_of_another_process_is_taken_before_a_refresh()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var session = core.OpenSession();
        using var first = Compose("first");
        await session.SendAsync(first, default);

        // The other process refreshed; ours finds out when the connection has to be authenticated again.
        await new CoreInstance(core.Store).EnsureAsync(OAuth2Mail.Tokens.TokenDemand.New);
        await fixture.Authorization.RevokeTokenAsync(core.Stored.Tokens!.AccessToken + "-none");
        var refreshes = fixture.RefreshCount;
        server.Faults.Enqueue(SmtpCommand.MailFrom, "530 5.7.57 Client not authenticated to send mail.");
        using var second = Compose("second");
        await session.SendAsync(second, default);

        Assert.Equal(refreshes, fixture.RefreshCount);
        Assert.Equal(["first", "second"], server.Messages.Select(static m => m.Header("Subject")));
    }

    [Fact]
    public async Task Demand_for_authentication_in_mid_run_refreshes_and_sends_on()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "attached");
        using var session = core.OpenSession();
        using var first = Compose("first");
        await session.SendAsync(first, default);
        server.Faults.Enqueue(SmtpCommand.MailFrom, "530 5.7.57 Client not authenticated to send mail.");
        var refreshes = fixture.RefreshCount;

        using (var second = Compose("second", "pat@contoso.test", path))
        {
            var receipt = await session.SendAsync(second, default);
            Assert.Equal(2, receipt.Attempts);
        }

        using var third = Compose("third");
        await session.SendAsync(third, default);
        File.Delete(path);
        Assert.Equal(["first", "second", "third"], server.Messages.Select(static m => m.Header("Subject")));
        Assert.Equal([1, 2, 2], server.Messages.Select(static m => m.ConnectionId));
        Assert.Equal(1, fixture.RefreshCount - refreshes);
        Assert.Contains(Convert.ToBase64String("attached"u8), server.Messages[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demand_for_authentication_without_end_is_an_error_with_advice()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.MailFrom, "530 5.7.57 Client not authenticated to send mail.", times: 2);
        var refreshes = fixture.RefreshCount;
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Equal("530 5.7.57", failure.ProviderCode);
        Assert.Contains("not authenticated", failure.Advice, StringComparison.Ordinal);
        Assert.Equal(1, fixture.RefreshCount - refreshes);
        using var next = Compose();
        await session.SendAsync(next, default);
    }

    [Fact]
    public async Task Mailbox_of_somebody_else_needs_to_be_granted()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        await core.SaveAsync(core.Stored with { UserName = "shared@contoso.test" });
        using var session = core.OpenSession();
        using var message = Compose();

        var failure = await FailAsync(core, () => session.SendAsync(message, default));
        server.GrantMailbox(AuthorizationServerFixture.User, "shared@contoso.test");
        await session.SendAsync(message, default);

        Assert.Equal("SmtpAuthenticationFailed", failure.ErrorId);
        Assert.Contains("shared@contoso.test", failure.Message, StringComparison.Ordinal);
        Assert.Equal("shared@contoso.test", Assert.Single(server.Messages).UserName);
    }

    [Fact]
    public async Task Application_gets_itself_a_new_token_too()
    {
        await using var server = await fixture.StartAsync();
        server.GrantMailbox(AuthorizationServerFixture.ConfidentialClient, AuthorizationServerFixture.User);
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile
            .For(fixture.Authorization, AuthorizationServerFixture.ConfidentialClient, AuthorizationServerFixture.Secret)
            .With(server).With(static oauth => oauth with { GrantType = GrantType.ClientCredentials, Scopes = ["smtp"] }));
        await core.EnsureAsync();
        await fixture.Authorization.RevokeTokenAsync(core.Stored.Tokens!.AccessToken);
        using var session = core.OpenSession();
        using var message = Compose();

        await session.SendAsync(message, default);

        Assert.Single(server.Messages);
    }
}
