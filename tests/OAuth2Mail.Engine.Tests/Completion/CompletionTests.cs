using System.Diagnostics;
using System.Management.Automation;
using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Completion;

public sealed class CompletionTests : ModuleSession
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    // A user whose first Tab comes before SecretManagement is loaded presses it again; on a machine that is busy with tests
    // that may take a while.
    public CompletionTests(ModuleServers servers)
        : base(servers)
    {
        var watch = Stopwatch.StartNew();
        while (Complete($"Get-OAuth2MailProfile -Vault {Vault}").Length == 0 && watch.Elapsed < s_patience)
        {
        }
    }

    [Theory]
    [InlineData("Update-OAuth2Token ", "alpha", "alps", "beta")]
    [InlineData("Update-OAuth2Token -Name ALP", "alpha", "alps")]
    [InlineData("Send-OAuth2MailMessage -ProfileName b", "beta")]
    [InlineData("Send-OAuth2MailMessage -Profile 'al", "alpha", "alps")]
    [InlineData("Get-OAuth2MailProfile a", "alpha", "alps")]
    [InlineData("Set-OAuth2MailProfile gamma")]
    public void Names_of_profiles_are_completed(string line, params string[] names)
    {
        Do("foreach ($name in 'beta', 'alps', 'alpha') { Set-Secret \"oauth2mail-$name\" -Secret x -Vault $vault }; Set-Secret alone -Secret x -Vault $vault");

        Assert.Equal(names, Complete(line));
    }

    [Fact]
    public void Only_names_of_the_vault_that_is_given_are_completed()
    {
        Do("Register-SecretVault -Name \"$vault-b\" -ModuleName Own.Vault");
        Do("Set-Secret oauth2mail-here -Secret x -Vault $vault; Set-Secret oauth2mail-there -Secret x -Vault \"$vault-b\"");

        Assert.Equal(["there"], Complete($"Update-OAuth2Token -Vault {Vault}-b -Name "));
        Assert.Equal(["here", "there"], Complete("Update-OAuth2Token -Name "));
    }

    [Theory]
    [InlineData("New-OAuth2MailProfile x -ClientSecretPost -GrantType ", "AuthorizationCode", "ClientCredentials", "Password", "DeviceCode")]
    [InlineData("New-OAuth2MailProfile x -PrivateKeyJwt -GrantType ", "AuthorizationCode", "ClientCredentials", "DeviceCode", "JwtBearer")]
    [InlineData("Set-OAuth2MailProfile x -GrantType J", "JwtBearer")]
    public void Grants_are_completed_that_the_mode_can_use(string line, params string[] grants) => Assert.Equal(grants, Complete(line));

    [Fact]
    public void Names_of_vaults_are_completed_and_quoted_where_they_have_to_be()
    {
        Do("Register-SecretVault -Name \"$vault my own\" -ModuleName Own.Vault");

        Assert.Equal([Vault, $"'{Vault} my own'"], Complete($"Get-OAuth2MailProfile -Vault {Vault}"));
    }

    [Theory]
    [InlineData("Update-OAuth2Token -Name ")]
    [InlineData("Update-OAuth2Token -Vault nowhere -Name ")]
    public void A_locked_or_missing_vault_completes_nothing_silently_and_quickly(string line)
    {
        RegisterVault("Locked = $true");
        Complete("Update-OAuth2Token ");
        string screen = Screen;
        Do("$Error.Clear()");
        var watch = Stopwatch.StartNew();

        Assert.Empty(Complete(line));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        Assert.Equal(screen, Screen);
        Assert.Equal(0, Do("$Error.Count").One<int>());
    }

    [Fact]
    public void A_vault_that_would_ask_is_not_allowed_to()
    {
        Do("Set-Secret oauth2mail-alpha -Secret x -Vault $vault");
        RegisterVault("Locked = $true; Interaction = 'Prompt'");

        Assert.Empty(Complete("Update-OAuth2Token -Name "));

        Assert.Equal("", Screen);
    }

    [Fact]
    public void A_slow_vault_is_not_waited_for()
    {
        Do("Set-Secret oauth2mail-alpha -Secret x -Vault $vault");
        Complete("Update-OAuth2Token -Name ");
        RegisterVault("DelayMilliseconds = 6000");
        var watch = Stopwatch.StartNew();

        Assert.Empty(Complete("Update-OAuth2Token -Name "));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(4), $"It took {watch.Elapsed}.");

        // Until the vault has answered, nobody else can use it.
        RegisterVault();
        Run("Get-OAuth2MailProfile");
    }

    [Fact]
    public async Task Without_SecretManagement_nothing_is_completed_silently()
    {
        (IReadOnlyList<string> output, string errors) = await FreshProcess.RunAsync(
            Import + "; $env:PSModulePath = '/nowhere'; foreach ($line in 'Update-OAuth2Token ', 'Update-OAuth2Token -Vault ') { "
            + "[Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches "
            + "| Where-Object ResultType -eq ParameterValue }; \"errors: $($Error.Count)\"");

        Assert.Equal(["errors: 0"], output);
        Assert.Empty(errors);
    }

    [Fact]
    public async Task A_completion_does_not_disturb_other_runspaces_that_use_a_vault()
    {
        NewUnattendedProfile("mail");
        EngineSession other = Open(new EngineOptions { EverydayCommands = false });
        RegisterVault("DelayMilliseconds = 30");
        using var stop = new CancellationTokenSource();
        Task typing = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    Complete("Update-OAuth2Token ");
                }
            },
            TestEnd);

        EngineResult[] results = [.. Enumerable.Range(0, 10).Select(_ => other.Run("Get-OAuth2MailProfile"))];
        await stop.CancelAsync();
        await typing;

        Assert.All(results, result => Assert.Single(result.ThrowOnErrors().Output));
    }

    // What the engine falls back to where a completer has nothing is names of files.
    private string[] Complete(string line, EngineSession? session = null)
    {
        using var shell = PowerShell.Create((session ?? Session).Runspace);
        return [.. CommandCompletion.CompleteInput(line, line.Length, null, shell).CompletionMatches
            .Where(match => match.ResultType == CompletionResultType.ParameterValue)
            .Select(match => match.CompletionText)];
    }
}
