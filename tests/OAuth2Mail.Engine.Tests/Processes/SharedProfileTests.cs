using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>
/// Scheduled tasks of one server that share a profile, in a vault that each process keeps in its memory, in one that is
/// always current, and in one that takes its time. The authorization server rotates refresh tokens and takes the second use
/// of one for theft, upon which nothing of that consent is good any more (RFC 9700 §4.14.2).
/// </summary>
public sealed class SharedProfileTests(ModuleServers servers) : ModuleSession(servers)
{
    private const string TakesItsTime = "DelayMilliseconds = 200";

    public static TheoryData<string, string> Vaults => new() { { SecretStore, "" }, { OwnVault, "" }, { OwnVault, TakesItsTime } };

    [Theory]
    [MemberData(nameof(Vaults))]
    public async Task An_expired_token_is_refreshed_by_one_of_the_processes_that_send_at_once(string module, string parameters)
    {
        const int Processes = 5;
        RegisterVault(parameters, module);
        // No shorter: the server rounds what is left down, and a life of 0 is none that anybody told.
        Servers.Authorization.AccessTokenLifetime = TimeSpan.FromSeconds(3);
        await NewAuthorizedProfileAsync("person");
        await Task.Delay(Servers.Authorization.AccessTokenLifetime, TestEnd);

        // They live no longer than a minute: that is no reason to refresh them with each use.
        Servers.Authorization.AccessTokenLifetime = TimeSpan.FromSeconds(60);
        Servers.Authorization.ClearRequests();
        Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.Slow(TimeSpan.FromMilliseconds(300)));

        IReadOnlyList<string>[] answers = await RunAtOnceAsync(Processes, i =>
            $"(Send-OAuth2MailMessage 'task{i}@contoso.test' 'from task {i}' -ProfileName person -PassThru).Status");

        Assert.All(answers, answer => Assert.Equal(["Sent"], answer));
        Assert.Equal(
            Enumerable.Range(0, Processes).Select(i => $"from task {i}"),
            Servers.Smtp.Messages.Select(message => message.Header("Subject")).Order());
        Assert.Equal("refresh_token", Assert.Single(TokenRequests)["grant_type"]);
        await NobodyHasToConsentAgainAsync();
    }

    [Theory]
    [InlineData(SecretStore, "", 8, 20)]
    [InlineData(OwnVault, "", 6, 4)]
    [InlineData(OwnVault, TakesItsTime, 4, 2)]
    public async Task Processes_that_refresh_and_send_at_once_never_use_a_refresh_token_twice(
        string module, string parameters, int processes, int rounds)
    {
        RegisterVault(parameters, module);
        await NewAuthorizedProfileAsync("person");
        Servers.Authorization.ClearRequests();

        IReadOnlyList<string>[] answers = await RunAtOnceAsync(processes, i =>
            $"foreach ($n in 1..{rounds}) {{ (Update-OAuth2Token person -Force).Source; "
            + $"(Send-OAuth2MailMessage 'task{i}@contoso.test' \"{i}-$n\" -ProfileName person -PassThru).Status }}");

        Assert.All(
            answers, answer => Assert.Equal(Enumerable.Repeat(new[] { "Provider", "Sent" }, rounds).SelectMany(pair => pair), answer));
        Assert.Equal(processes * rounds, Servers.Smtp.Messages.Select(message => message.Header("Subject")).Distinct().Count());
        Assert.Equal(processes * rounds, TokenRequests.Count);
        await NobodyHasToConsentAgainAsync();
    }

    [Fact]
    public async Task Two_profiles_in_one_store_that_two_processes_refresh_in_turn_lose_no_token()
    {
        RegisterVault(module: SecretStore);
        await NewAuthorizedProfileAsync("person");
        await NewAuthorizedProfileAsync("other");
        Servers.Authorization.ClearRequests();
        string[] names = ["person", "other"];
        WorkerProcess[] workers = await WorkerProcess.StartAsync(names.Length);
        try
        {
            for (int round = 0; round < 15; round++)
            {
                // Each with its own profile, and now and then with the other one's.
                for (int i = 0; i < names.Length; i++)
                {
                    string name = names[round % 5 == 4 ? 1 - i : i];
                    Assert.Equal(["Provider"], await workers[i].RunAsync($"(Update-OAuth2Token {name} -Force).Source"));
                }
            }
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }

        Assert.Distinct(TokenRequests.Select(request => request["refresh_token"]));
        await NobodyHasToConsentAgainAsync("person");
        await NobodyHasToConsentAgainAsync("other");
    }

    [Fact]
    public async Task What_another_process_did_is_there_at_once_although_this_one_has_had_the_store_open_all_the_time()
    {
        RegisterVault(module: SecretStore);
        NewProfile("person");
        using WorkerProcess other = await WorkerProcess.StartAsync();
        Assert.Equal(["False"], await other.RunAsync("(Get-OAuth2MailProfile person).Authorized"));

        // A consent.
        await AuthorizeAsync("person");
        Assert.Equal(["Vault"], await other.RunAsync("(Update-OAuth2Token person).Source"));

        // A setting.
        Do("Set-OAuth2MailProfile person -From 'News <alex@contoso.test>'");
        Assert.Equal(["News <alex@contoso.test>"], await other.RunAsync("(Get-OAuth2MailProfile person).From"));

        // A consent that was begun here and ends there.
        string shown = Assert.Single(Open(new EngineOptions()).Run("Invoke-OAuth2Authorization person -Manual").Information).ToString();
        using var browser = new LoopbackBrowser();
        Uri answer = await browser.FindRedirectAsync(
            new Uri(shown[shown.IndexOf("http://", StringComparison.Ordinal)..].Trim()), "http://127.0.0.1", TestEnd);
        Assert.Equal(["Consent"], await other.RunAsync($"(Invoke-OAuth2Authorization person -Response '{answer}').Source"));
        Assert.Equal("Vault", Do("\"$((Update-OAuth2Token person).Source)\"").One<string>());

        // A profile that was removed, and one that was made.
        Do("Remove-OAuth2MailProfile person");
        Assert.Contains("ProfileNotFound", Assert.Single(await other.RunAsync("Update-OAuth2Token person")), StringComparison.Ordinal);
        NewProfile("made");
        Assert.Equal(["made"], await other.RunAsync("(Get-OAuth2MailProfile).Name"));
    }

    [Fact]
    public async Task Secrets_that_others_stored_meanwhile_outlive_a_refresh()
    {
        RegisterVault(module: SecretStore);
        NewUnattendedProfile("mail");
        using WorkerProcess other = await WorkerProcess.StartAsync();
        await other.RunAsync($"Set-Secret oauth2mailtest-foreign 'kept' -Vault {Vault}");

        Do("Update-OAuth2Token mail -Force");

        using WorkerProcess next = await WorkerProcess.StartAsync();
        Assert.Equal(["kept"], await next.RunAsync($"Get-Secret oauth2mailtest-foreign -Vault {Vault} -AsPlainText"));
    }

    /// <summary>Runs a line of script each in processes that have all been started, at the same moment.</summary>
    private static async Task<IReadOnlyList<string>[]> RunAtOnceAsync(int processes, Func<int, string> script)
    {
        WorkerProcess[] workers = await WorkerProcess.StartAsync(processes);
        try
        {
            return await Task.WhenAll(workers.Select((worker, i) => worker.RunAsync(script(i))));
        }
        finally
        {
            Array.ForEach(workers, worker => worker.Dispose());
        }
    }

    private async Task NobodyHasToConsentAgainAsync(string name = "person")
    {
        using WorkerProcess another = await WorkerProcess.StartAsync();
        Assert.Equal(["Provider"], await another.RunAsync($"(Update-OAuth2Token {name} -Force).Source"));
        Assert.All(TokenRequests, request => Assert.Equal("refresh_token", request["grant_type"]));
        Assert.Distinct(TokenRequests.Select(request => request["refresh_token"]));
    }
}
