using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Hosting;

/// <summary>A runbook or a service: nobody at the screen, no screen, and none of the everyday commands.</summary>
public sealed class SparseSessionTests(ModuleServers servers) : ModuleSession(servers)
{
    private static EngineOptions Sparse => new() { EverydayCommands = false };

    [Fact]
    public void The_module_works_without_user_interface_and_everyday_commands()
    {
        NewUnattendedProfile("mail");
        EngineSession session = Open(Sparse);

        Assert.Equal("mail", session.Run("(Get-OAuth2MailProfile).Name").One<string>());
        Assert.Equal("Valid", session.Run("\"$((Update-OAuth2Token mail -Force).State)\"").One<string>());
        session.Run("Send-OAuth2MailMessage a@contoso.test Hello -ProfileName mail").ThrowOnErrors();
        session.Run("Set-OAuth2MailProfile mail -From shared@contoso.test").ThrowOnErrors();
        Assert.Equal(10, session.Run("Test-OAuth2MailProfile mail").ThrowOnErrors().Output.Count);
        session.Run("Remove-OAuth2MailProfile mail").ThrowOnErrors();

        Assert.Single(Servers.Smtp.Messages);
        Assert.Empty(session.Run("Get-OAuth2MailProfile").ThrowOnErrors().Output);
    }

    [Fact]
    public async Task Manual_authorization_waits_in_the_vault_where_nobody_can_answer()
    {
        NewProfile("person");
        EngineSession session = Open(Sparse);

        EngineResult started = session.Run("Invoke-OAuth2Authorization person -Manual");
        string shown = Assert.Single(started.Information).ToString();
        using var browser = new LoopbackBrowser();
        Uri ended = await browser.FindRedirectAsync(
            new Uri(shown[shown.IndexOf("http://", StringComparison.Ordinal)..].Trim()), "http://127.0.0.1", TestEnd);
        EngineResult completed = Run("\"$((Invoke-OAuth2Authorization person -Response $address).State)\"", ("address", ended.AbsoluteUri));

        Assert.Equal("ConsentPending", started.Output.Single()!.Properties["State"].Value.ToString());
        Assert.Contains("-Response", Assert.Single(started.Warnings), StringComparison.Ordinal);
        Assert.Equal("Valid", completed.One<string>());
    }

    [Fact]
    public void Authorization_in_a_browser_is_refused_at_once_where_there_is_neither_browser_nor_person()
    {
        NewProfile("person");
        EngineSession session = Open(Sparse);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        EngineResult result = session.Run("$env:BROWSER = '/nowhere/browser'; try { Invoke-OAuth2Authorization person } finally { $env:BROWSER = $null }");

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(3), $"It took {watch.Elapsed}.");
        System.Management.Automation.ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith("InteractionRequired,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("-DeviceCode", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(result.Information);
    }

    [Fact]
    public async Task Address_is_shown_to_a_person_where_no_browser_opens()
    {
        NewProfile("person");
        Task<EngineResult> running = Task.Run(
            () => Run("$env:BROWSER = '/nowhere/browser'; try { \"$((Invoke-OAuth2Authorization person -TimeoutSec 20).State)\" } finally { $env:BROWSER = $null }"), TestEnd);
        await EventuallyAsync(() => running.IsCompleted || ShownAddress is not null);

        using var browser = new LoopbackBrowser();
        await browser.VisitAsync(ShownAddress!, TestEnd);

        Assert.Equal("Valid", (await running).One<string>());
    }

    [Fact]
    public void Manual_authorization_takes_the_answer_of_a_person()
    {
        NewProfile("person");
        Session.Host!.Answers.Enqueue("http://127.0.0.1/?error=access_denied&state=other");

        EngineResult result = Run("Invoke-OAuth2Authorization person -Manual");

        Assert.StartsWith("AuthorizationStateMismatch,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("Paste the address", Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Update-OAuth2Token person")]
    [InlineData("Get-OAuth2Token person")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test -ProfileName person")]
    public void An_unattended_command_asks_nobody(string script)
    {
        NewProfile("person");
        EngineSession session = Open(Sparse);
        session.Run("try { Get-OAuth2MailProfile } catch { }");
        var watch = System.Diagnostics.Stopwatch.StartNew();

        EngineResult result = session.Run(script);

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(1), $"It took {watch.Elapsed}.");
        Assert.StartsWith("ConsentRequired,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }
}
