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
    [InlineData("Get-OAuth2MailProfile", "Name Mode UserName Authorized TokenExpiresOn SecretExpiresOn SmtpServer Port Vault")]
    [InlineData("Update-OAuth2Token mail", "Name UserName State ExpiresOn Scopes Source")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test Hello -ProfileName mail -PassThru", "Status To Subject Attempts Size Duration ServerResponse")]
    [InlineData("Test-OAuth2MailProfile mail", "Check Status Duration Detail")]
    public void Output_is_a_table(string command, string columns)
    {
        NewUnattendedProfile("mail");

        Session.Type(command);

        string[] lines = [.. ShownLines(Screen).SkipWhile(line => line.StartsWith("Profile:", StringComparison.Ordinal))];
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
        Assert.Matches(@"^mail\s+ClientSecretPost\s+alex@contoso\.test\s+True\s+\S+.*2031\s+localhost\s+\d+\s+vault-\S+", row);
    }

    // 79 is what is left of 80 columns where a host keeps the last one to itself.
    [Theory]
    [InlineData("Get-OAuth2MailProfile", 79, "Name Mode UserName Authorized TokenExpiresOn")]
    [InlineData("Get-OAuth2MailProfile", 80, "Name Mode UserName Authorized TokenExpiresOn")]
    [InlineData("Get-OAuth2MailProfile", 119, "Name Mode UserName Authorized TokenExpiresOn SecretExpiresOn SmtpServer Port")]
    [InlineData("Get-OAuth2MailProfile", 120, "Name Mode UserName Authorized TokenExpiresOn SecretExpiresOn SmtpServer Port")]
    [InlineData("Update-OAuth2Token a-profile-with-a-long-name", 80, "Name UserName State ExpiresOn Scopes Source")]
    [InlineData("Update-OAuth2Token a-profile-with-a-long-name", 120, "Name UserName State ExpiresOn Scopes Source")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test Hello -ProfileName a-profile-with-a-long-name -PassThru", 90, "Status To Subject Attempts Size Duration ServerResponse")]
    [InlineData("Send-OAuth2MailMessage a@contoso.test Hello -ProfileName a-profile-with-a-long-name -PassThru", 120, "Status To Subject Attempts Size Duration ServerResponse")]
    public void Every_column_that_is_shown_has_its_whole_name(string command, int width, string columns)
    {
        NewUnattendedProfile("a-profile-with-a-long-name");

        string[] lines = ShownLines(Do($"{command} | Out-String -Width {width}").Output.Single()!.ToString()!);

        Assert.Equal(columns.Split(' '), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("----", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Checks_say_which_profile_they_are_of()
    {
        NewUnattendedProfile("first");
        NewUnattendedProfile("second");

        Session.Type("Get-OAuth2MailProfile | Test-OAuth2MailProfile");

        Assert.Equal(["Profile: first", "Profile: second"], ShownLines(Screen).Where(line => line.StartsWith("Profile:", StringComparison.Ordinal)));
    }

    [Fact]
    public void Within_the_table_of_another_type_a_result_shows_what_its_own_table_has()
    {
        NewUnattendedProfile("mail");

        Session.Type("Get-OAuth2MailProfile; Send-OAuth2MailMessage a@contoso.test Hello -ProfileName mail -PassThru");

        IEnumerable<string> labels = ShownLines(Screen).Where(line => line.Contains(" : ", StringComparison.Ordinal)).Select(line => line.Split(' ')[0]);
        Assert.Equal(["Status", "To", "Subject", "Attempts", "Size", "Duration", "ServerResponse"], labels);
    }

    private static string[] ShownLines(string screen) =>
        screen.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
