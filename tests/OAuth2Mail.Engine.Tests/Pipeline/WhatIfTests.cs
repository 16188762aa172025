using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>What -WhatIf says is what would happen.</summary>
public sealed class WhatIfTests(ModuleServers servers) : ModuleSession(servers)
{
    [Fact]
    public void A_name_that_is_taken_is_said_to_be_taken()
    {
        NewUnattendedProfile("mail");

        EngineResult result = Run("New-OAuth2MailProfile mail -ExchangeApplication -ManagedIdentity -UserName a@contoso.test -WhatIf");

        Assert.StartsWith("ProfileExists,", result.Errors.Single().FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_that_would_be_overwritten_is_said_to_be()
    {
        NewUnattendedProfile("mail");

        Do("New-OAuth2MailProfile mail -ExchangeApplication -ManagedIdentity -UserName a@contoso.test -TenantId t -Force -WhatIf");

        Assert.Contains("\"Overwrite profile\"", Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_is_shown_setting_by_setting_and_no_secret()
    {
        NewUnattendedProfile("mail");

        Do("Set-OAuth2MailProfile mail -Port 2525 -From 'News <n@contoso.test>' -ClientSecret (ConvertTo-SecureString 'hunter2' -AsPlainText -Force) -WhatIf");

        Assert.Matches(@"SmtpPort: \d+ -> 2525", Screen);
        Assert.Contains("From: (none) -> News <n@contoso.test>", Screen, StringComparison.Ordinal);
        Assert.Contains("ClientSecret: new", Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("TokenEndpoint", Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_shown_with_profile_and_sender_and_without_hidden_recipients()
    {
        NewUnattendedProfile("mail");

        Do("Send-OAuth2MailMessage ann@contoso.test Hello -Bcc cy@contoso.test -ProfileName mail -WhatIf");

        Assert.Contains("ann@contoso.test, 1 in Bcc: Hello, from alex@contoso.test with profile 'mail'", Screen, StringComparison.Ordinal);
        Assert.DoesNotContain("cy@contoso.test", Screen, StringComparison.Ordinal);
    }
}
