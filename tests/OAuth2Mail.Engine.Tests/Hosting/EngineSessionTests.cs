using System.Collections;
using System.Diagnostics;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Hosting;

public sealed class EngineSessionTests
{
    [Fact]
    public void Every_stream_comes_back_by_itself()
    {
        using var session = new EngineSession();

        var result = session.Run("""
            1; 'two'
            Write-Warning 'careful'; Write-Verbose 'details' -Verbose; Write-Information 'note'; Write-Error 'broken' -ErrorId Broken
            $given
            """, new Hashtable { ["given"] = 3 });

        Assert.Equal([1, "two", 3], result.Output.Select(output => output!.BaseObject));
        Assert.Equal(["careful"], result.Warnings);
        Assert.Equal(["details"], result.Verbose);
        Assert.Equal("note", Assert.Single(result.Information).MessageData);
        Assert.Equal("Broken", Assert.Single(result.Errors).FullyQualifiedErrorId);
        Assert.Null(result.TerminatingError);
    }

    [Fact]
    public void A_terminating_error_is_kept_with_what_came_before_it()
    {
        using var session = new EngineSession();

        var result = session.Run("1; throw 'enough'; 2");

        Assert.Equal(1, Assert.Single(result.Output)!.BaseObject);
        Assert.Equal("enough", result.TerminatingError?.Exception.Message);
        Assert.Throws<InvalidOperationException>(() => result.ThrowOnErrors());
    }

    [Fact]
    public async Task Cancelling_is_Ctrl_C()
    {
        using var session = new EngineSession();
        using var interrupt = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var clock = Stopwatch.StartNew();

        var result = await session.RunAsync("1; while ($true) { [Threading.Thread]::Sleep(10) }", null, interrupt.Token);

        Assert.Equal(1, Assert.Single(result.Output)!.BaseObject);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void A_session_without_a_host_has_no_user_interface()
    {
        using var session = new EngineSession();

        Assert.Equal("Default Host", session.Run("$Host.Name").One<string>());
        Assert.IsType<System.Management.Automation.Host.HostException>(
            Assert.Single(session.Run("Read-Host").Errors).Exception.GetBaseException());
    }

    [Fact]
    public void What_is_typed_is_shown_as_a_user_sees_it()
    {
        var host = new RecordingHost();
        using var session = new EngineSession(new EngineOptions { Host = host });
        host.Answers.Enqueue("Ada");

        session.Type("[pscustomobject]@{ Name = 'one'; Size = 1 }, [pscustomobject]@{ Name = 'two'; Size = 22 }");
        session.Type("'Hello ' + (Read-Host 'Your name')");
        session.Type("Write-Host 'seen'; Write-Warning 'careful'");
        session.Type("Write-Error 'not so good'");
        session.Type("throw 'very bad'");

        string[] shown = [.. host.Screen.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];
        Assert.Equal(
            [
                "Name Size", "---- ----", "one     1", "two    22",
                "Your name: Ada", "Hello Ada",
                "seen", "WARNING: careful",
                "Write-Error: not so good",
                "Exception: very bad",
            ], shown);
    }

    [Fact]
    public void An_unexpected_prompt_fails()
    {
        using var session = new EngineSession(new EngineOptions { Host = new RecordingHost() });

        Assert.Contains("no answer was prepared", Assert.Single(session.Run("Read-Host").Errors).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void SecretManagement_loads_by_its_name_and_by_use()
    {
        using var session = new EngineSession();

        Assert.Empty(session.Run("Get-SecretVault 'no such*'").ThrowOnErrors().Output);
        Assert.Equal("1.1.2", session.Run("(Get-Module Microsoft.PowerShell.SecretManagement).Version.ToString()").One<string>());
    }

    [Fact]
    public void The_whole_shell_is_there()
    {
        using var session = new EngineSession();

        Assert.Equal(Path.GetDirectoryName(Shell.Path), session.Run("$PSHOME").One<string>());
        Assert.Equal("Core", session.Run("\"$($PSVersionTable.PSEdition)\"").One<string>());
        Assert.Equal("done", session.Run("Start-ThreadJob { 'done' } | Receive-Job -Wait").One<string>());
        Assert.Equal(3, session.Run("('[1, 2, 3]' | ConvertFrom-Json | ForEach-Object -Parallel { $_ }).Count").One<int>());
    }

    [Fact]
    public void Without_the_everyday_commands_the_engine_is_bare()
    {
        using var session = new EngineSession(new EngineOptions { EverydayCommands = false });

        Assert.Equal("CommandNotFoundException", Assert.Single(session.Run("Write-Host hello").Errors).FullyQualifiedErrorId);
    }
}
