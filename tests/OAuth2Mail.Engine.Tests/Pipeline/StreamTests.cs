using System.Management.Automation;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>What is written comes through whole, in order, and on the right stream.</summary>
public sealed class StreamTests(ModuleServers servers) : ModuleSession(servers)
{
    [Fact]
    public void Verbose_lines_and_results_come_in_the_order_in_which_things_happen()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Run(
            "'a@contoso.test', 'b@contoso.test' | ForEach-Object { [pscustomobject]@{ To = $_; Subject = 'x' } } | "
            + "Send-OAuth2MailMessage -ProfileName mail -PassThru -Verbose *>&1");

        string[] seen = [.. result.Output.Select(output => output!.BaseObject switch
        {
            VerboseRecord verbose => verbose.Message.Split(' ')[0],
            { } other => $"{other.GetType().Name} to {output.Properties["To"].Value}",
        })];
        Assert.Equal(
            [
                "Profile", "Performing", "POST", "Obtained", "Connected", "Authenticated", "Sent", "SendResult to a@contoso.test",
                "Performing", "Sent", "SendResult to b@contoso.test",
            ],
            seen);
    }

    [Fact]
    public void A_warning_comes_before_what_is_returned()
    {
        NewUnattendedProfile("mail");
        RegisterVault("FailSet = 1");

        EngineResult result = Run("Update-OAuth2Token mail -Force 3>&1");

        Assert.IsType<WarningRecord>(result.Output[0]!.BaseObject);
        Assert.Equal("OAuth2Mail.TokenStatus", result.Output[1]!.BaseObject.GetType().FullName);
    }

    [Fact]
    public void Information_is_seen_by_the_user_and_not_part_of_the_output()
    {
        NewProfile("person");

        EngineResult result = Run("Invoke-OAuth2Authorization person -NoBrowser -TimeoutSec 1 -ErrorAction SilentlyContinue");

        Assert.Empty(result.Output);
        Assert.NotNull(ShownAddress);
        Assert.Equal("PSHOST", Assert.Single(Assert.Single(result.Information).Tags));
    }

    [Fact]
    public void A_profile_that_fails_does_not_end_the_script()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Run("Update-OAuth2Token nobody; [pscustomobject]@{ Name = 'nobody' }, [pscustomobject]@{ Name = 'mail' } | Update-OAuth2Token | ForEach-Object Name; 'reached'");

        Assert.Null(result.TerminatingError);
        Assert.Equal(2, result.Errors.Count);
        Assert.Equal(["mail", "reached"], result.Output.Select(output => output!.BaseObject));
    }

    [Fact]
    public void A_profile_without_which_nothing_can_be_sent_ends_the_pipeline()
    {
        EngineResult result = Run(
            "1..3 | ForEach-Object { [pscustomobject]@{ To = 'a@contoso.test' } } | Send-OAuth2MailMessage -ProfileName nobody; 'reached'");

        Assert.StartsWith("ProfileNotFound,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal("reached", Assert.Single(result.Output)!.BaseObject);
    }

    [Fact]
    public void A_token_that_the_provider_refuses_ends_the_pipeline()
    {
        NewUnattendedProfile("mail");
        Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("invalid_client"), count: 9);

        EngineResult result = Run(
            "1..3 | ForEach-Object { [pscustomobject]@{ To = 'a@contoso.test' } } | Send-OAuth2MailMessage -ProfileName mail");

        Assert.StartsWith("ClientRefused,", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Single(TokenRequests);
    }

    [Theory]
    [InlineData("Update-OAuth2Token nobody", "ProfileNotFound", ErrorCategory.ObjectNotFound, "nobody", "Get-OAuth2MailProfile")]
    [InlineData("Update-OAuth2Token 'no body'", "ProfileNameInvalid", ErrorCategory.InvalidArgument, "no body", "")]
    [InlineData("Update-OAuth2Token person", "ConsentRequired", ErrorCategory.AuthenticationError, "person", "Invoke-OAuth2Authorization -Name person")]
    [InlineData("Update-OAuth2Token mail -Vault nowhere", "VaultNotFound", ErrorCategory.ObjectNotFound, "mail", "Get-SecretVault")]
    [InlineData("New-OAuth2MailProfile mail -ClientSecretPost -ClientId x -UserName a@contoso.test -SmtpServer s.test -TokenEndpoint https://a.test/t -AuthorizationEndpoint https://a.test/a -Scope s", "ProfileExists", ErrorCategory.ResourceExists, "mail", "-Force")]
    [InlineData("Set-OAuth2MailProfile mail -TokenEndpoint http://contoso.test/token", "EndpointNotSecure", ErrorCategory.SecurityError, "mail", "https")]
    [InlineData("Invoke-OAuth2Authorization person -NoBrowser -TimeoutSec 1", "AuthorizationTimeout", ErrorCategory.OperationTimeout, "person", "-TimeoutSec")]
    [InlineData("Invoke-OAuth2Authorization person -DeviceCode", "DeviceAuthorizationEndpointMissing", ErrorCategory.InvalidArgument, "person", "-DeviceAuthorizationEndpoint")]
    [InlineData("Get-OAuth2MailProfile nobody", "ProfileNotFound", ErrorCategory.ObjectNotFound, "nobody", "New-OAuth2MailProfile")]
    [InlineData("Remove-OAuth2MailProfile nobody", "ProfileNotFound", ErrorCategory.ObjectNotFound, "nobody", "Get-OAuth2MailProfile")]
    [InlineData("Send-OAuth2MailMessage nobody -ProfileName mail", "AddressInvalid", ErrorCategory.InvalidArgument, "nobody", "user@domain")]
    public void An_error_says_what_where_and_what_to_do(string script, string id, ErrorCategory category, string target, string advice)
    {
        NewUnattendedProfile("mail");
        NewProfile("person");

        ErrorRecord error = Assert.Single(Run(script).Errors);

        Assert.StartsWith($"{id},OAuth2Mail.Cmdlets.", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(target, error.TargetObject?.ToString());
        Assert.Contains(advice, error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("OAuth2Mail.OAuth2MailException", error.Exception.GetType().FullName);
    }

    [Fact]
    public void A_message_that_the_server_refuses_keeps_the_servers_words_and_code()
    {
        NewUnattendedProfile("mail");
        Servers.Smtp.Faults.Enqueue(SmtpCommand.Message, "554 5.2.252 SendAsDenied; not allowed");

        ErrorRecord error = Assert.Single(Run("Send-OAuth2MailMessage a@contoso.test -ProfileName mail").Errors);

        Assert.Contains("554 5.2.252 SendAsDenied; not allowed", error.ToString(), StringComparison.Ordinal);
        Assert.Equal("554 5.2.252", PSObject.AsPSObject(error.Exception).Properties["ProviderCode"].Value);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }
}
