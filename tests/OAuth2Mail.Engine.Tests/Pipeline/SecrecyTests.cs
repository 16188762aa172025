using System.Management.Automation;
using System.Text;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>Tokens, codes and secrets stay where they belong, however much a user asks to see.</summary>
public sealed class SecrecyTests(ModuleServers servers) : ModuleSession(servers)
{
    private readonly StringBuilder _seen = new();

    [Fact]
    public async Task No_secret_is_ever_shown()
    {
        await NewAuthorizedProfileAsync("person");
        NewUnattendedProfile("mail");
        Type("Get-OAuth2MailProfile -Verbose -Debug");
        Type("Get-OAuth2MailProfile -Verbose -Debug | ForEach-Object { $_.psobject.Properties | ForEach-Object { \"$($_.Name) = $($_.Value)\" } }");
        foreach (string profile in new[] { "person", "mail" })
        {
            Type($"Update-OAuth2Token {profile} -Force -Verbose -Debug");
            Type($"Get-OAuth2Token {profile} -Verbose -Debug");
            Type($"Test-OAuth2MailProfile {profile} -SendTo a@contoso.test -Verbose -Debug | ForEach-Object {{ $_; \"$($_.Detail) $($_.Advice)\" }}");
            Type($"Send-OAuth2MailMessage a@contoso.test x y -ProfileName {profile} -PassThru -Verbose -Debug");
            Servers.Smtp.Faults.Enqueue(SmtpCommand.Token, "535 5.7.3 Authentication unsuccessful", times: 2);
            Type($"Send-OAuth2MailMessage a@contoso.test x y -ProfileName {profile} -Verbose -Debug");
            Servers.Smtp.Faults.Clear();
            foreach (EndpointFault fault in new[] { EndpointFault.OAuthError("invalid_client", "No."), EndpointFault.HtmlPage(), EndpointFault.HttpStatus(503), EndpointFault.Oversized(200) })
            {
                Servers.Authorization.FailNext(ServerEndpoint.Token, fault);
                Type($"Update-OAuth2Token {profile} -Force -Verbose -Debug");
                Servers.Authorization.ClearFaults();
            }

            RegisterVault("FailSet = 1");
            Type($"Update-OAuth2Token {profile} -Force -Verbose -Debug");
            RegisterVault();
        }

        Type("$Error | ForEach-Object { $_; $_.Exception; $_.Exception.StackTrace; $_.TargetObject; $_.ErrorDetails }");
        string[] secrets = [.. SecretsOf("person", "mail")];

        Assert.True(secrets.Length >= 12, $"Only {secrets.Length} secrets are known.");
        string everything = _seen.Append(Screen).ToString();
        Assert.Contains("VERBOSE: Obtained a new access token", everything, StringComparison.Ordinal);
        Assert.Contains("535 5.7.3", everything, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
    }

    // A server that repeats what it was sent, in each form in which it got it.
    [Fact]
    public async Task A_secret_that_a_server_repeats_is_masked_everywhere()
    {
        await NewAuthorizedProfileAsync("person");
        NewUnattendedProfile("mail");
        string folder = Directory.CreateTempSubdirectory("oauth2mail-secrecy-").FullName;
        List<string> secrets = [LoopbackEnvironment.ClientSecret, Base64(LoopbackEnvironment.ClientSecret)];
        string[] profiles = ["person", "mail"];
        Dictionary<string, string> tokens = profiles.ToDictionary(profile => profile, profile => Do($"Get-OAuth2Token {profile} -AsPlainText").One<string>());
        Session.Type($"Start-Transcript '{folder}/transcript.txt'");
        foreach ((string profile, string token) in tokens)
        {
            secrets.Add(token);
            foreach (string echo in new[] { $"You sent {token}, {Uri.EscapeDataString(token)}", $"For {profile}: {(profile == "mail" ? $"{LoopbackEnvironment.ClientSecret} {Base64(LoopbackEnvironment.ClientSecret)}" : "nothing")}" })
            {
                // Each line is typed twice.
                Servers.Authorization.FailNext(ServerEndpoint.Token, EndpointFault.OAuthError("invalid_client", echo), count: 2);
                Type($"Update-OAuth2Token {profile} -Force -Verbose -Debug");
                Servers.Authorization.ClearFaults();
            }

            string sasl = Base64($"user={LoopbackEnvironment.User}\u0001auth=Bearer {token}\u0001\u0001");
            secrets.Add(sasl);
            foreach (SmtpCommand step in new[] { SmtpCommand.Token, SmtpCommand.MailFrom, SmtpCommand.Message })
            {
                Servers.Smtp.Faults.Enqueue(step, $"554 5.7.1 {token} {sasl}", times: 3);
                Type($"Send-OAuth2MailMessage a@contoso.test x y -ProfileName {profile} -MaximumRetryCount 0 -ProtocolLogPath '{folder}/{profile}.log' -JournalPath '{folder}/{profile}.jsonl' -Verbose -Debug");
                Type($"Test-OAuth2MailProfile {profile} -Verbose -Debug | Format-List * -Force");
                Servers.Smtp.Faults.Clear();
            }
        }

        Type("$Error | ForEach-Object { $_ | Format-List * -Force | Out-String; $_.Exception | Format-List * -Force | Out-String; \"$($_.Exception)\"; $_.Exception.Data.Values }");
        Session.Type("$null = Stop-Transcript");
        string everything = _seen.Append(Screen).ToString() + string.Concat(
            Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        Directory.Delete(folder, recursive: true);

        Assert.Contains("You sent ***", everything, StringComparison.Ordinal);
        Assert.Contains("554 5.7.1 ***", everything, StringComparison.Ordinal);
        Assert.All(secrets, secret => Assert.DoesNotContain(secret, everything, StringComparison.Ordinal));
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    [Fact]
    public void What_a_vault_holds_is_not_readable_at_a_glance()
    {
        NewUnattendedProfile("mail");

        string stored = Do("Get-Secret oauth2mail-mail -Vault $vault -AsPlainText").One<string>();

        Assert.DoesNotContain(LoopbackEnvironment.ClientSecret, stored, StringComparison.Ordinal);
        Assert.All(stored, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '='));
        Assert.True(stored.Length < 25_000);
    }

    // On the screen as a user sees it, and in the streams as a log takes them.
    private void Type(string line)
    {
        Session.Type(line);
        EngineResult result = Run(line);
        foreach (ErrorRecord error in result.Errors)
        {
            _seen.AppendJoin('\n', error, error.Exception, error.TargetObject, error.ErrorDetails, error.InvocationInfo?.Line);
        }

        _seen.AppendJoin('\n', result.Warnings).AppendJoin('\n', result.Verbose).AppendJoin('\n', result.Information)
            .AppendJoin('\n', result.Output);
    }

    private IEnumerable<string> SecretsOf(params string[] profiles)
    {
        string[] parameters = ["refresh_token", "client_secret", "code", "code_verifier"];
        return TokenRequests.SelectMany(request => parameters.Select(name => request[name]))
            .Concat(profiles.Select(profile => Do($"Get-OAuth2Token {profile} -AsPlainText").One<string>()))
            .OfType<string>()
            .Distinct();
    }
}
