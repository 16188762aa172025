using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Profiles;

/// <summary>What no refresh can renew is told of before it ends, wherever the profile is used.</summary>
public sealed class ExpiryTests(ModuleServers servers) : ModuleSession(servers)
{
    [Theory]
    [InlineData("1..3 | ForEach-Object { \"user$_@contoso.test\" } | Send-OAuth2MailMessage -ProfileName mail -To { $_ } -Subject Hello")]
    [InlineData("$null = Update-OAuth2Token mail")]
    public void A_secret_that_ends_within_thirty_days_is_warned_of_once(string script)
    {
        NewUnattendedProfile("mail", "-ClientSecretExpires ([datetime]::Now.AddDays(10.5))");

        string warning = Assert.Single(Do(script).Warnings);

        Assert.Contains("client secret of profile 'mail' expires in 10 days", warning, StringComparison.Ordinal);
        Assert.Contains("Set-OAuth2MailProfile -Name mail -ClientSecret", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_check_shows_it_with_the_remedy()
    {
        NewUnattendedProfile("mail", "-ClientSecretExpires ([datetime]::Now.AddDays(10.5))");

        EngineResult result = Do("Test-OAuth2MailProfile mail | Where-Object Status -eq Warning | ForEach-Object { \"$($_.Check): $($_.Detail) > $($_.Advice)\" }");

        Assert.Empty(result.Warnings);
        Assert.Matches("^Credential: .*expires in 10 days.* > Set-OAuth2MailProfile -Name mail", result.One<string>());
    }

    [Fact]
    public void What_has_more_time_is_not_mentioned()
    {
        NewUnattendedProfile("mail", "-ClientSecretExpires ([datetime]::Now.AddDays(40))");

        EngineResult result = Do("Test-OAuth2MailProfile mail | Where-Object Status -eq Warning");

        Assert.Empty(result.Warnings);
        Assert.Empty(result.Output);
    }
}
