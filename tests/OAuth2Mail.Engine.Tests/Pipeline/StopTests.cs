using System.Net.Sockets;
using System.Web;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>However a pipeline ends early, nothing stays open, and the next command works.</summary>
public sealed class StopTests(ModuleServers servers) : ModuleSession(servers)
{
    private const string SendFive =
        "1..5 | ForEach-Object { [pscustomobject]@{ To = \"r$_@contoso.test\"; Subject = \"$_\" } } | Send-OAuth2MailMessage -ProfileName mail -PassThru";

    // More than the 0.6 s of grace that a token request gets, and far less than what hangs would take.
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(1.5);

    [Fact]
    public async Task A_send_that_ends_with_ErrorAction_Stop_leaves_no_connection()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Run(
            "'one@contoso.test', 'nobody', 'three@contoso.test' | ForEach-Object { [pscustomobject]@{ To = $_ } } | "
            + "Send-OAuth2MailMessage -ProfileName mail -PassThru -ErrorAction Stop; 'not reached'");

        Assert.StartsWith("AddressInvalid,", result.TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(result.Output);
        Assert.Single(Servers.Smtp.Messages);
        await NoConnectionStaysAsync();
    }

    [Fact]
    public async Task A_send_that_Select_Object_has_enough_of_leaves_no_connection()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Do($"{SendFive} | Select-Object -First 2 -ExpandProperty Subject");

        Assert.Equal(["1", "2"], result.All<string>());
        Assert.Equal(2, Servers.Smtp.Messages.Count);
        await NoConnectionStaysAsync();
    }

    [Fact]
    public async Task A_send_whose_consumer_throws_leaves_no_connection()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Run($"{SendFive} | ForEach-Object {{ throw 'enough' }}");

        Assert.Equal("enough", result.TerminatingError?.ToString());
        Assert.Single(Servers.Smtp.Messages);
        await NoConnectionStaysAsync();
    }

    [Fact]
    public async Task A_stopped_send_leaves_no_connection()
    {
        NewUnattendedProfile("mail");
        Slow(Servers.Smtp, SmtpCommand.Message, TimeSpan.FromSeconds(2), afterMessages: 2);

        (EngineResult result, TimeSpan elapsed) = await StopAsync(
            SendFive, () => Servers.Smtp.Commands.Count(command => command.StartsWith("DATA", StringComparison.Ordinal)) == 3);

        Assert.True(elapsed < s_soon, $"It took {elapsed}.");
        Assert.Equal(2, result.Output.Count);
        await NoConnectionStaysAsync();
        Assert.Equal("again", Do("(Send-OAuth2MailMessage x@contoso.test again -ProfileName mail -PassThru).Subject").One<string>());
    }

    [Fact]
    public async Task A_send_that_is_stopped_while_it_connects_leaves_no_connection()
    {
        NewUnattendedProfile("mail");
        Servers.Smtp.Faults.Enqueue(SmtpCommand.Greeting, SmtpFault.Slow(TimeSpan.FromSeconds(2)));

        (_, TimeSpan elapsed) = await StopAsync(SendFive, () => Servers.Smtp.OpenConnections == 1);

        Assert.True(elapsed < s_soon, $"It took {elapsed}.");
        await NoConnectionStaysAsync();
    }

    [Fact]
    public async Task Wherever_a_send_is_stopped_nothing_stays_open()
    {
        NewUnattendedProfile("mail");
        Do(SendFive);
        for (int i = 0; i < 12; i++)
        {
            using var stop = new CancellationTokenSource(i * 8);
            await Session.RunAsync($"$token = Update-OAuth2Token mail -Force; {SendFive}", null, stop.Token);
        }

        await NoConnectionStaysAsync();
        Assert.Equal(5, Do(SendFive).Output.Count);
    }

    [Fact]
    public async Task A_stopped_authorization_closes_its_listener()
    {
        NewProfile("person");

        (_, TimeSpan elapsed) = await StopAsync("Invoke-OAuth2Authorization person -NoBrowser", () => ShownAddress is not null);

        Assert.True(elapsed < TimeSpan.FromSeconds(1), $"It took {elapsed}.");
        var redirect = new Uri(HttpUtility.ParseQueryString(ShownAddress!.Query)["redirect_uri"]!);
        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(redirect.Host, redirect.Port, TestEnd).AsTask());
    }

    [Fact]
    public void A_line_that_nobody_waits_for_and_that_ends_the_pipeline_ends_the_work()
    {
        NewProfile("person");
        var watch = System.Diagnostics.Stopwatch.StartNew();

        EngineResult result = Run("Invoke-OAuth2Authorization person -NoBrowser -TimeoutSec 10 -InformationAction Stop; 'not reached'");

        Assert.True(watch.Elapsed < s_soon, $"It took {watch.Elapsed}.");
        Assert.StartsWith("ActionPreferenceStop", result.TerminatingError?.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_stopped_wait_for_a_device_code_ends_at_once()
    {
        NewProfile("device", "-DeviceAuthorizationEndpoint $deviceAuthorizationEndpoint");

        (_, TimeSpan elapsed) = await StopAsync(
            "Invoke-OAuth2Authorization device -DeviceCode", () => Screen.Contains("enter the code", StringComparison.Ordinal));

        Assert.True(elapsed < TimeSpan.FromSeconds(1), $"It took {elapsed}.");
    }

    [Fact]
    public async Task A_stopped_refresh_frees_the_lock_of_the_profile()
    {
        NewUnattendedProfile("mail");
        Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.NeverAnswers());

        (EngineResult result, TimeSpan elapsed) = await StopAsync("Update-OAuth2Token mail -Force", () => TokenRequests.Count == 1);

        Assert.True(elapsed < s_soon, $"It took {elapsed}.");
        Assert.Empty(result.Output);
        Assert.Equal("Provider", Do("\"$((Update-OAuth2Token mail -Force).Source)\"").One<string>());
    }

    [Fact]
    public async Task A_stopped_wait_for_the_lock_ends_at_once()
    {
        NewUnattendedProfile("mail");
        Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.Slow(TimeSpan.FromSeconds(2)));
        EngineSession other = Open(new EngineOptions());
        Task<EngineResult> refreshing = Task.Run(() => other.Run("Update-OAuth2Token mail -Force"), TestEnd);
        await EventuallyAsync(() => TokenRequests.Count == 1);

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        EngineResult waiting = await Session.RunAsync("Update-OAuth2Token mail -Force", null, stop.Token);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1.3), $"It took {watch.Elapsed}.");
        Assert.Empty(waiting.Output);
        Assert.Single((await refreshing).ThrowOnErrors().Output);
    }

    [Fact]
    public async Task A_stopped_refresh_does_not_lose_the_refresh_token_that_was_rotated()
    {
        await NewAuthorizedProfileAsync("person");
        Servers.Authorization.ClearRequests();
        Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.Slow(TimeSpan.FromMilliseconds(300)));

        await StopAsync("Update-OAuth2Token person -Force", () => TokenRequests.Count == 1);

        // The server takes a refresh token that comes twice for stolen, and ends the authorization.
        Do("$null = Update-OAuth2Token person -Force");
        Do("$null = Update-OAuth2Token person -Force");
        Assert.Equal(3, TokenRequests.Select(request => request["refresh_token"]).Distinct().Count());
    }

    [Fact]
    public async Task A_call_to_a_vault_that_is_stopped_frees_the_vaults()
    {
        NewUnattendedProfile("mail");
        RegisterVault("DelayMilliseconds = 700");

        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        EngineResult result = await Session.RunAsync("Get-OAuth2MailProfile; 'not reached'", null, stop.Token);

        Assert.DoesNotContain(result.Output, output => output?.BaseObject is "not reached");
        RegisterVault();
        Assert.Equal("mail", Open(new EngineOptions()).Run("(Get-OAuth2MailProfile).Name").One<string>());
    }

    [Fact]
    public async Task A_check_that_Select_Object_has_enough_of_leaves_no_connection()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Do("Test-OAuth2MailProfile mail | Select-Object -First 7 -ExpandProperty Check");

        Assert.Equal("Capability", result.All<string>()[^1]);
        await NoConnectionStaysAsync();
    }
}
