using System.Management.Automation;
using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Vaults;

/// <summary>What a user is told when a vault does not play along. No suite can show it without a vault that fails on demand.</summary>
public sealed class VaultFaultTests(ModuleServers servers) : ModuleSession(servers)
{
    [Theory]
    [InlineData("Get-OAuth2MailProfile")]
    [InlineData("Get-OAuth2MailProfile mail -Vault $vault")]
    [InlineData("Update-OAuth2Token mail")]
    [InlineData("Get-OAuth2Token mail")]
    [InlineData("Set-OAuth2MailProfile mail -Port 25")]
    [InlineData("Remove-OAuth2MailProfile mail")]
    [InlineData("Invoke-OAuth2Authorization mail")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test -ProfileName mail")]
    [InlineData("New-OAuth2MailProfile other -ClientSecretPost -GrantType ClientCredentials -ClientId x -ClientSecret $secure -UserName a@contoso.test -SmtpServer s.test -TokenEndpoint https://a.test/t")]
    public void A_locked_vault_is_an_error_at_once_that_names_the_remedy(string script)
    {
        NewUnattendedProfile("mail");
        RegisterVault("Locked = $true");

        EngineResult result = Run(script, ("secure", new System.Net.NetworkCredential("", "x").SecurePassword));

        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith("VaultLocked,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.ResourceUnavailable, error.CategoryInfo.Category);
        Assert.Contains(Vault, error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Unlock-SecretVault", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.DoesNotContain("password:", Screen, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("Get-OAuth2MailProfile")]
    [InlineData("Update-OAuth2Token mail")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test -ProfileName mail")]
    public void A_vault_that_would_ask_where_nobody_sits_is_an_error_at_once(string script)
    {
        NewUnattendedProfile("mail");
        RegisterVault("Locked = $true; Interaction = 'Prompt'");
        EngineSession unattended = Open(new EngineOptions());

        ErrorRecord error = Assert.Single(unattended.Run(script).Errors);

        Assert.StartsWith("VaultLocked,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Interaction None", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);

        // Where somebody sits, the vault asks, and that is the vault's own affair.
        Session.Host!.Answers.Enqueue("password");
        Assert.Equal("Valid", Do("\"$((Update-OAuth2Token mail).State)\"").One<string>());
        Assert.Contains("requires a password", Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_says_that_the_vault_is_locked()
    {
        NewUnattendedProfile("mail");
        RegisterVault("Locked = $true");

        EngineResult result = Do("$first = Test-OAuth2MailProfile mail | Select-Object -First 1; \"$($first.Check) $($first.Status) $($first.Advice)\"");

        Assert.Matches("^Vault Failed .*Unlock it with Unlock-SecretVault", result.One<string>());
    }

    [Fact]
    public void A_vault_that_is_not_registered_is_named()
    {
        ErrorRecord error = Assert.Single(Run("Get-OAuth2MailProfile -Vault nowhere").Errors);

        Assert.StartsWith("VaultNotFound,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("'nowhere'", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(Vault, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_vault_the_error_has_the_two_lines_that_mend_it()
    {
        Do("Unregister-SecretVault $vault");

        EngineResult result = Run("Get-OAuth2MailProfile");

        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith("VaultMissing,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Install-PSResource Microsoft.PowerShell.SecretManagement", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Register-SecretVault -Name SecretStore", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public void Without_SecretManagement_the_error_says_how_to_install_it()
    {
        string path = Environment.GetEnvironmentVariable("PSModulePath")!;
        try
        {
            EngineSession session = Open(new EngineOptions());
            ErrorRecord error = Assert.Single(session.Run("$env:PSModulePath = '/nowhere'; Get-OAuth2MailProfile").Errors);

            Assert.StartsWith("SecretManagementMissing,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Contains("Install-PSResource Microsoft.PowerShell.SecretManagement", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PSModulePath", path);
        }
    }

    [Fact]
    public void A_new_profile_that_the_vault_does_not_take_is_an_error()
    {
        RegisterVault("FailSet = 1");

        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => NewUnattendedProfile("mail"));

        Assert.StartsWith("VaultFailed,", failure.Message, StringComparison.Ordinal);
        Assert.Contains("was told to fail", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Do("Get-OAuth2MailProfile").Output);
    }

    [Fact]
    public async Task A_token_that_the_vault_does_not_take_is_used_reported_and_stored_with_the_next_use()
    {
        await NewAuthorizedProfileAsync("person");
        RegisterVault("FailSet = 1");
        Servers.Authorization.ClearRequests();

        EngineResult failed = Run("\"$((Update-OAuth2Token person -Force).State)\"");
        string stored = Do("Get-Secret oauth2mail-person -Vault $vault -AsPlainText").One<string>();
        EngineResult next = Run("\"$((Update-OAuth2Token person).State)\"");
        string storedThen = Do("Get-Secret oauth2mail-person -Vault $vault -AsPlainText").One<string>();

        Assert.Equal("Valid", failed.One<string>());
        Assert.Contains("stored with the next use", Assert.Single(failed.Warnings), StringComparison.Ordinal);
        Assert.Equal("Valid", next.One<string>());
        Assert.Empty(next.Warnings);
        Assert.NotEqual(stored, storedThen);
        Assert.Single(TokenRequests);

        // What was stored is the rotated one: another use of the first would be theft.
        Do("Update-OAuth2Token person -Force");
        Assert.Equal(2, TokenRequests.Select(request => request["refresh_token"]).Distinct().Count());
    }

    [Fact]
    public async Task A_vault_that_takes_nothing_for_a_while_loses_nothing()
    {
        await NewAuthorizedProfileAsync("person");
        RegisterVault("FailSet = 4");
        Servers.Authorization.ClearRequests();
        const string Send = "(Send-OAuth2MailMessage to@contoso.test -Subject $n -ProfileName person -PassThru).Status";

        // Two refreshes, the second with what the first one brought, and a send after each.
        EngineResult failing = Do(
            $"foreach ($n in 1, 2) {{ (Update-OAuth2Token person -Force).Source; {Send} }}");
        EngineResult working = Do($"$n = 3; {Send}; (Update-OAuth2Token person).Source");

        Assert.Equal("Provider Sent Provider Sent", string.Join(' ', failing.Output));
        Assert.Equal(4, failing.Warnings.Count);
        Assert.All(failing.Warnings, warning => Assert.Contains("was told to fail", warning, StringComparison.Ordinal));
        Assert.Equal("Sent Vault", string.Join(' ', working.Output));
        Assert.Empty(working.Warnings);
        Assert.Equal(["1", "2", "3"], Servers.Smtp.Messages.Select(message => message.Header("Subject")));

        // Stored once: from now on it is read, not written.
        string stored = Do("Get-Secret oauth2mail-person -Vault $vault -AsPlainText").One<string>();
        Do("Update-OAuth2Token person");
        Assert.Equal(stored, Do("Get-Secret oauth2mail-person -Vault $vault -AsPlainText").One<string>());

        // What another process finds there is the last one; any other would be theft.
        using WorkerProcess another = await WorkerProcess.StartAsync();
        Assert.Equal(["Provider"], await another.RunAsync("(Update-OAuth2Token person -Force).Source"));
        Assert.Equal(3, TokenRequests.Select(request => request["refresh_token"]).Distinct().Count());
        Assert.Equal(3, TokenRequests.Count);
    }

    [Fact]
    public void A_vault_that_fails_does_not_keep_the_others_from_being_listed()
    {
        NewUnattendedProfile("mail");
        Do("Register-SecretVault -Name \"$vault-locked\" -ModuleName Own.Vault -VaultParameters @{ Locked = $true }");

        EngineResult result = Run("Get-OAuth2MailProfile");

        Assert.Single(result.Output);
        Assert.StartsWith("VaultLocked,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_in_one_of_several_vaults_is_found_there()
    {
        Do("Register-SecretVault -Name \"$vault-b\" -ModuleName Own.Vault");
        NewUnattendedProfile("mail", "-Vault \"$vault-b\"");

        Assert.Equal($"{Vault}-b", Do("(Update-OAuth2Token mail).Vault").One<string>());
    }

    [Fact]
    public void A_damaged_profile_of_one_of_several_vaults_can_be_removed()
    {
        Do("Register-SecretVault -Name \"$vault-b\" -ModuleName Own.Vault; Set-Secret oauth2mail-broken -Secret 'not a profile' -Vault \"$vault-b\"");

        Do("Remove-OAuth2MailProfile broken");

        Assert.Empty(Do("Get-SecretInfo -Vault \"$vault-b\"").Output);
    }

    [Fact]
    public void A_profile_in_several_vaults_has_to_be_chosen()
    {
        Do("Register-SecretVault -Name \"$vault-b\" -ModuleName Own.Vault; Register-SecretVault -Name \"$vault-c\" -ModuleName Own.Vault");
        NewUnattendedProfile("mail", "-Vault \"$vault-b\"");
        NewUnattendedProfile("mail", "-Vault \"$vault-c\"");

        ErrorRecord error = Assert.Single(Run("Update-OAuth2Token mail").Errors);

        Assert.StartsWith("ProfileAmbiguous,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-Vault", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal($"{Vault}-c", Do("(Update-OAuth2Token mail -Vault \"$vault-c\").Vault").One<string>());
    }

    [Fact]
    public void Preferences_of_the_user_do_not_turn_a_missing_secret_into_a_failure()
    {
        Assert.Equal("made", Do(
            "$ErrorActionPreference = 'Stop'; $WarningPreference = 'Stop'; "
            + "$null = New-OAuth2MailProfile mail -ClientSecretPost -ClientId x -UserName a@contoso.test -SmtpServer s.test "
            + "-TokenEndpoint https://a.test/t -AuthorizationEndpoint https://a.test/a -Scope s; 'made'").One<string>());
    }
}
