using OAuth2Mail.Engine.Tests.Pipeline;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Formatting;

/// <summary>What a user sees at a prompt without asking for a format.</summary>
public sealed class TableViewTests(ModuleServers servers)
    : ModuleSession(servers, new EngineOptions { Host = new RecordingHost(width: 300) })
{
    [Theory]
    [InlineData("Get-OAuth2MailProfile", "Name Mode UserName SmtpServer Port Vault Authorized TokenExpiresOn SecretExpiresOn")]
    [InlineData("Update-OAuth2Token mail", "Name UserName State ExpiresOn Scopes Source")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test Hello -ProfileName mail -PassThru", "Status To Subject Attempts Size Duration ServerResponse")]
    [InlineData("Test-OAuth2MailProfile mail", "Check Status Duration Detail")]
    public void Output_is_a_table(string command, string columns)
    {
        NewUnattendedProfile("mail");

        Session.Type(command);

        string[] lines = Screen.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.Equal(columns.Split(' '), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("----", lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("System.String[]", Screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_shows_in_one_line_what_it_is_and_until_when()
    {
        NewUnattendedProfile("mail", "-ClientSecretExpires '2031-05-06'");
        Do("$null = Update-OAuth2Token mail");

        Session.Type("Get-OAuth2MailProfile");

        string row = Screen.Split('\n').Single(line => line.Contains("ClientSecretPost", StringComparison.Ordinal));
        Assert.Matches(@"^mail\s+ClientSecretPost\s+alex@contoso\.test\s+localhost\s+\d+\s+vault-\S+\s+True\s+\S+.*2031", row);
    }
}
