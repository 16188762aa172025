using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>
/// Scheduled tasks of one server that share a profile. The authorization server rotates refresh tokens and takes the
/// second use of one for theft, upon which nothing of that consent is good any more (RFC 9700 §4.14.2).
/// </summary>
public sealed class SharedProfileTests(ModuleServers servers) : ModuleSession(servers)
{
    private const int Processes = 6;

    [Fact]
    public async Task An_expired_token_is_refreshed_by_one_of_the_processes_that_send_at_once()
    {
        Servers.Authorization.AccessTokenLifetime = TimeSpan.FromSeconds(1);
        await NewAuthorizedProfileAsync("person");
        await Task.Delay(Servers.Authorization.AccessTokenLifetime, TestEnd);
        Servers.Authorization.AccessTokenLifetime = TimeSpan.FromHours(1);
        Servers.Authorization.ClearRequests();
        Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.Slow(TimeSpan.FromMilliseconds(300)));

        IReadOnlyList<string>[] answers = await RunAtOnceAsync(i =>
            $"(Send-OAuth2MailMessage 'task{i}@contoso.test' 'from task {i}' -ProfileName person -PassThru).Status");

        Assert.All(answers, answer => Assert.Equal(["Sent"], answer));
        Assert.Equal(
            Enumerable.Range(0, Processes).Select(i => $"from task {i}"),
            Servers.Smtp.Messages.Select(message => message.Header("Subject")).Order());
        Assert.Equal("refresh_token", Assert.Single(TokenRequests)["grant_type"]);
        await NobodyHasToConsentAgainAsync();
    }

    [Fact]
    public async Task Processes_that_refresh_and_send_at_once_never_use_a_refresh_token_twice()
    {
        await NewAuthorizedProfileAsync("person");
        Servers.Authorization.ClearRequests();

        IReadOnlyList<string>[] answers = await RunAtOnceAsync(i =>
            $"foreach ($n in 1..4) {{ (Update-OAuth2Token person -Force).Source; "
            + $"(Send-OAuth2MailMessage 'task{i}@contoso.test' \"{i}-$n\" -ProfileName person -PassThru).Status }}");

        Assert.All(answers, answer => Assert.Equal(Enumerable.Repeat(new[] { "Provider", "Sent" }, 4).SelectMany(pair => pair), answer));
        Assert.Equal(Processes * 4, Servers.Smtp.Messages.Select(message => message.Header("Subject")).Distinct().Count());
        Assert.Equal(Processes * 4, TokenRequests.Count);
        await NobodyHasToConsentAgainAsync();
    }

    /// <summary>Runs a line of script each in processes that have all been started, at the same moment.</summary>
    private static async Task<IReadOnlyList<string>[]> RunAtOnceAsync(Func<int, string> script)
    {
        WorkerProcess[] workers = await WorkerProcess.StartAsync(Processes);
        try
        {
            return await Task.WhenAll(workers.Select((worker, i) => worker.RunAsync(script(i))));
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    private async Task NobodyHasToConsentAgainAsync()
    {
        using WorkerProcess another = await WorkerProcess.StartAsync();
        Assert.Equal(["Provider"], await another.RunAsync("(Update-OAuth2Token person -Force).Source"));
        Assert.All(TokenRequests, request => Assert.Equal("refresh_token", request["grant_type"]));
        Assert.Distinct(TokenRequests.Select(request => request["refresh_token"]));
    }
}
