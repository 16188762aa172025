using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>One process, many runspaces: vaults are not thread-safe, and refresh tokens can be used once.</summary>
public sealed class ParallelTests(ModuleServers servers) : ModuleSession(servers)
{
    private const int Count = 40;

    [Fact]
    public async Task Forty_runspaces_read_change_and_refresh_without_an_error()
    {
        await NewAuthorizedProfileAsync("person");
        NewUnattendedProfile("mail");
        var bare = new EngineOptions { EverydayCommands = false };
        EngineSession[] sessions = [.. Enumerable.Range(0, Count).Select(_ => Open(bare))];
        Servers.Authorization.ClearRequests();
        using var start = new Barrier(Count);

        EngineResult[] results = await Task.WhenAll(sessions.Select((session, i) => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestEnd);
                return session.Run(WorkOf(i) + "; (Get-OAuth2MailProfile).Count");
            },
            TestEnd,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));

        Assert.All(results, result =>
        {
            result.ThrowOnErrors();
            Assert.Empty(result.Warnings);
            Assert.Equal(2, result.Output[^1]!.BaseObject);
        });

        // Each refresh token was used once, and one runspace got the first token of the other profile.
        Assert.Equal(Count / 4, TokenRequests.Select(request => request["refresh_token"]).OfType<string>().Distinct().Count());
        Assert.Equal((Count / 4) + 1, TokenRequests.Count);

        // No change was undone by another runspace that had read the profile before.
        Assert.Equal(
            "from@contoso.test smtp.contoso.test 2525",
            Do("$p = Get-OAuth2MailProfile person; \"$($p.From) $($p.SmtpServer) $($p.Port)\"").One<string>());
        Do("Update-OAuth2Token person -Force");
    }

    private static string WorkOf(int runspace) => (runspace % 4) switch
    {
        0 => "(Update-OAuth2Token person -Force).State",
        1 => "Set-OAuth2MailProfile person -From from@contoso.test; (Update-OAuth2Token person).State",
        2 => "Set-OAuth2MailProfile person -SmtpServer smtp.contoso.test; (Update-OAuth2Token mail).State",
        _ => "Set-OAuth2MailProfile person -Port 2525; (Update-OAuth2Token person).State; (Update-OAuth2Token mail).State",
    };

    [Fact]
    public async Task Pipelines_side_by_side_send_what_is_theirs()
    {
        NewUnattendedProfile("mail");
        EngineSession[] sessions = [.. Enumerable.Range(0, 8).Select(_ => Open(new EngineOptions { EverydayCommands = false }))];

        EngineResult[] results = await Task.WhenAll(sessions.Select((session, i) => Task.Run(
            () => session.Run(
                $"foreach ($n in 1..5) {{ Send-OAuth2MailMessage \"s{i}-$n@contoso.test\" \"{i}-$n\" -ProfileName mail }}"),
            TestEnd)));

        Assert.All(results, result => result.ThrowOnErrors());
        Assert.Equal(40, Servers.Smtp.Messages.Select(message => message.Header("Subject")).Distinct().Count());
        Assert.All(Servers.Smtp.Messages, message =>
            Assert.Equal($"s{message.Header("Subject")}@contoso.test", Assert.Single(message.Recipients).Address));
        await NoConnectionStaysAsync();
    }
}
