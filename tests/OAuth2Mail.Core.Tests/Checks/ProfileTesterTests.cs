using System.Net;
using System.Net.Sockets;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Vaults;
using OAuth2Mail.Tests.Delivery;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.Checks;

public sealed class ProfileTesterTests(DeliveryFixture fixture) : IClassFixture<DeliveryFixture>
{
    private static readonly string[] s_checks =
        ["Vault", "Credential", "Token", "Dns", "Tcp", "Tls", "Capability", "Authentication", "Sender", "Delivery"];

    [Fact]
    public async Task Everything_passes_and_nothing_is_sent_unasked()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);

        var checks = await RunAsync(core);

        Assert.Equal(s_checks, checks.Select(static c => c.Check));
        Assert.All(checks.SkipLast(1), static c => Assert.Equal(CheckStatus.Passed, c.Status));
        Assert.Equal(CheckStatus.Skipped, checks[^1].Status);
        Assert.All(checks, static c => Assert.Null(c.Advice));
        Assert.All(checks, static c => Assert.Equal("reports", c.Name));
        Assert.Contains(core.Location.Vault, checks[0].Detail, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", checks[3].Detail, StringComparison.Ordinal);
        Assert.Contains("Tls1", checks[5].Detail, StringComparison.Ordinal);
        Assert.Contains("AUTH OAUTHBEARER XOAUTH2", checks[6].Detail, StringComparison.Ordinal);
        Assert.Empty(server.Messages);
        Assert.DoesNotContain("DATA", server.Commands);
    }

    [Fact]
    public async Task Test_message_is_sent_where_it_is_asked_for()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server, SmtpSecurity.ImplicitTls);

        var checks = await RunAsync(core, sendTo: "pat@contoso.test");

        Assert.All(checks, static c => Assert.Equal(CheckStatus.Passed, c.Status));
        var received = Assert.Single(server.Messages);
        Assert.Equal("pat@contoso.test", received.Recipients[0].Address);
        Assert.Contains("reports", received.Header("Subject"), StringComparison.Ordinal);
        Assert.Contains("queued as", checks[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_that_was_refreshed_is_said_to_be_new()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        await core.SaveAsync(core.Stored with { Tokens = core.Stored.Tokens! with { ExpiresOn = DateTimeOffset.UtcNow } });

        var checks = await RunAsync(core);

        Assert.StartsWith("Obtained just now", checks[2].Detail, StringComparison.Ordinal);
    }

    // A firewall that drops what comes: nothing answers, and closing the socket ends the attempt.
    [Fact]
    public async Task Port_that_does_not_answer_fails_at_TCP_in_time()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere a full backlog refuses.");
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        var fillers = Enumerable.Range(0, 4).Select(_ => new TcpClient(AddressFamily.InterNetwork)).ToList();
        fillers.ForEach(filler => _ = filler.ConnectAsync(IPAddress.Loopback, port).ContinueWith(static t => t.Exception, TaskScheduler.Default));
        await Task.Delay(200);
        await DeliveryFixture.ChangeAsync(core, smtp => smtp with { Server = "127.0.0.1", Port = port });
        using var tester = new OAuth2Mail.Checks.ProfileTester(core.Profiles, core.Tokens, core.Time, core.Sink) { Timeout = TimeSpan.FromSeconds(1) };
        var checks = new List<ProfileCheck>();

        await tester.RunAsync(core.Location.Name, core.Location.Vault, null, check =>
        {
            checks.Add(check);
            return Task.CompletedTask;
        }, default);
        fillers.ForEach(static filler => filler.Dispose());

        var tcp = checks.Single(static check => check.Check == "Tcp");
        Assert.Equal(CheckStatus.Failed, tcp.Status);
        Assert.Contains("no answer in time", tcp.Detail, StringComparison.Ordinal);
        Assert.Contains("firewall", tcp.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_profile_fails_at_the_vault()
    {
        var core = new CoreInstance();

        await FailsAtAsync(core, "Vault", "Get-OAuth2MailProfile");
    }

    [Fact]
    public async Task Locked_vault_fails_at_the_vault()
    {
        var core = new CoreInstance { Store = { OnRead = static _ => InMemoryProfileStore.Locked } };

        await FailsAtAsync(core, "Vault", "Unlock-SecretStore");
    }

    [Fact]
    public async Task Missing_consent_fails_at_the_token()
    {
        await using var server = await fixture.StartAsync();
        var core = new CoreInstance();
        await core.SaveAsync(SampleProfile.For(fixture.Authorization).With(server));

        await FailsAtAsync(core, "Token", "Invoke-OAuth2Authorization");
    }

    [Fact]
    public async Task Unknown_server_fails_at_DNS()
        => await FailsAtAsync(smtp => smtp with { Server = "no-such-host.invalid" }, "Dns", "name");

    [Fact]
    public async Task Closed_port_fails_at_TCP() => await FailsAtAsync(smtp => smtp with { Port = 1 }, "Tcp", "firewall");

    [Fact]
    public async Task Wrong_certificate_fails_at_TLS() => await FailsAtAsync(
        smtp => smtp with { CertificateThumbprint = new string('0', 40) }, "Tls", "-ServerCertificateThumbprint");

    [Fact]
    public async Task Server_without_STARTTLS_fails_at_TLS() => await FailsAtAsync(
        static smtp => smtp, "Tls", "STARTTLS", static o => o with { OffersStartTls = false, OffersAuthWithoutTls = true });

    [Fact]
    public async Task Server_without_OAuth_fails_at_what_it_offers() => await FailsAtAsync(
        static smtp => smtp, "Capability", "submission server", static o => o with { Mechanisms = ["LOGIN"] });

    [Fact]
    public async Task Refused_token_fails_at_authentication()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(
            SmtpCommand.Token, "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.", times: 9);

        await FailsAtAsync(core, "Authentication", "Set-CASMailbox");
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Token_that_is_refused_once_is_replaced_as_sending_does()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        var refused = core.Stored.Tokens!.AccessToken;
        server.Faults.Enqueue(SmtpCommand.Token, "535 5.7.3 Authentication unsuccessful");
        var checks = new List<ProfileCheck>();

        using var tester = core.CreateTester();
        await tester.RunAsync(
            core.Location.Name, null, null, check => { checks.Add(check); return Task.CompletedTask; }, default);

        var authentication = Assert.Single(checks, static check => check.Check == "Authentication");
        Assert.Equal(CheckStatus.Passed, authentication.Status);
        Assert.Contains("with a new token", authentication.Detail, StringComparison.Ordinal);
        Assert.NotEqual(refused, core.Stored.Tokens!.AccessToken);
        Assert.DoesNotContain(checks, static check => check.Status == CheckStatus.Failed);
    }

    [Fact]
    public async Task Refused_sender_fails_at_the_sender()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.MailFrom, "550 5.7.60 SMTP; Client does not have permissions to send as this sender");

        await FailsAtAsync(core, "Sender", "SendAs");
    }

    [Fact]
    public async Task Connection_lost_at_the_sender_is_a_failure_of_that_check()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.MailFrom, SmtpFault.Drop());

        await FailsAtAsync(core, "Sender", "again");
    }

    [Theory]
    [InlineData("nobody", "user@domain")]
    [InlineData("refused@contoso.test", null)]
    public async Task Recipient_that_is_refused_fails_at_the_delivery(string sendTo, string? advice)
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.RcptTo, SmtpFault.Answer("550 5.1.1 Unknown"), 1, static site => site.Argument.Contains("refused", StringComparison.Ordinal));

        await FailsAtAsync(core, "Delivery", advice, sendTo);
    }

    [Fact]
    public async Task Cancellation_stops_the_checks()
    {
        await using var server = await fixture.StartAsync();
        var core = await fixture.SignInAsync(server);
        server.Faults.Enqueue(SmtpCommand.Hello, SmtpFault.Slow(TimeSpan.FromSeconds(30)));
        using var stop = new CancellationTokenSource(300);
        using var tester = core.CreateTester();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => tester.RunAsync(
            ProfileName.Parse("reports"), null, null, static _ => Task.CompletedTask, stop.Token));
    }

    private static async Task<List<ProfileCheck>> RunAsync(CoreInstance core, string? sendTo = null)
    {
        var checks = new List<ProfileCheck>();
        using (var tester = core.CreateTester())
        {
            await tester.RunAsync(ProfileName.Parse("reports"), null, sendTo, Take, CancellationToken.None);
        }

        return checks;

        Task Take(ProfileCheck check)
        {
            checks.Add(check);
            return Task.CompletedTask;
        }
    }

    private async Task FailsAtAsync(
        Func<SmtpSettings, SmtpSettings> change, string check, string advice,
        Func<SmtpServerOptions, SmtpServerOptions>? configure = null)
    {
        await using var server = await fixture.StartAsync(configure);
        var core = await fixture.SignInAsync(server);
        await DeliveryFixture.ChangeAsync(core, change);
        await FailsAtAsync(core, check, advice);
        Assert.DoesNotContain(server.Commands, static line => line.StartsWith("AUTH", StringComparison.Ordinal));
    }

    private static async Task FailsAtAsync(CoreInstance core, string check, string? advice, string? sendTo = null)
    {
        var checks = await RunAsync(core, sendTo);

        Assert.Equal(s_checks, checks.Select(static c => c.Check));
        var failed = Array.IndexOf(s_checks, check);
        Assert.Equal(CheckStatus.Failed, checks[failed].Status);
        Assert.NotEmpty(checks[failed].Detail);
        Assert.Contains(advice ?? "", checks[failed].Advice ?? "", StringComparison.Ordinal);

        // What does not need it is checked all the same.
        var needed = check is "Vault" ? s_checks : check is "Credential" or "Token" ? [.. s_checks.SkipWhile(static c => c != "Authentication"), "Token"] : s_checks[(failed + 1)..];
        Assert.All(checks.Where(c => c.Check != check), c => Assert.Equal(
            needed.Contains(c.Check) || c.Check == "Delivery" ? CheckStatus.Skipped : CheckStatus.Passed, c.Status));
    }
}
