using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.Quickstart;

/// <summary>Types the commands of a first mail and shows what a user would see.</summary>
internal sealed class Walkthrough(LoopbackEnvironment servers, string mode, TextWriter output)
{
    private const string Subject = "Nightly backup: 3 warnings";
    private const string Report = "server;state\nweb-1;ok\nweb-2;disk at 91 %\n";

    public static IReadOnlyList<string> Modes { get; } =
    [
        "Exchange", "Microsoft365", "ExchangeApplication", "Gmail", "GoogleServiceAccount", "ClientSecretPost", "PrivateKeyJwt",
    ];

    /// <returns>Whether the mail arrived intact.</returns>
    public async Task<bool> RunAsync()
    {
        string folder = Directory.CreateTempSubdirectory("oauth2mail-quickstart-").FullName;
        try
        {
            string report = Path.Combine(folder, "report.csv");
            await File.WriteAllTextAsync(report, Report);
            using var session = new EngineSession(new EngineOptions { Host = new RecordingHost(output) });
            foreach (string command in Commands(report))
            {
                Type(session, command);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        ReceivedMessage? received = servers.Smtp.Messages is [.., var last] ? last : null;
        if (received is null)
        {
            await output.WriteLineAsync("The server received no message.");
            return false;
        }

        await new ReceiptReport(received, Subject, Report).WriteAsync(output);
        return ReceiptReport.IsIntact(received, Subject, Report);
    }

    private IEnumerable<string> Commands(string report)
    {
        yield return $"Set-Location '{Checkout.Root}'";
        yield return "Import-Module ./OAuth2Mail.psd1";
        yield return "Register-SecretVault -Name Quickstart -ModuleName Quickstart.Vault -DefaultVault";
        foreach (string command in ProfileCommands())
        {
            yield return command;
        }

        yield return "Invoke-OAuth2Authorization -Name quickstart";
        yield return "Update-OAuth2Token -Name quickstart -Force";
        yield return $"Send-OAuth2MailMessage -ProfileName quickstart -To 'Ops <ops@contoso.test>' -Subject '{Subject}' "
            + $"-Body 'The report is attached.' -HtmlBody '<p>The report is <b>attached</b>.</p>' -Attachments '{report}' -PassThru";
        yield return "Test-OAuth2MailProfile -Name quickstart";
        yield return "Get-OAuth2MailProfile";
    }

    // A real provider needs fewer parameters: most modes know their provider's SMTP server, and its certificate is issued by a
    // public CA.
    private string Server => $"-SmtpServer localhost -Port {servers.Smtp.StartTlsPort} -ServerCertificateThumbprint {servers.SmtpThumbprintSha256}";

    private string Authority => servers.Describe()["entraAuthority"];

    private IEnumerable<string> ProfileCommands()
    {
        string user = LoopbackEnvironment.User;
        string secret = $"$secret = ConvertTo-SecureString '{LoopbackEnvironment.ClientSecret}' -AsPlainText -Force";
        string start = $"New-OAuth2MailProfile -Name quickstart -UserName {user}";
        switch (mode)
        {
            case "Exchange":
                return [$"{start} -Exchange -ClientId {LoopbackEnvironment.PublicClientId} -Authority {Authority} {Server}"];
            case "Microsoft365":
                return
                [
                    $"$password = ConvertTo-SecureString '{LoopbackEnvironment.Password}' -AsPlainText -Force",
                    $"$credential = [pscredential]::new('{user}', $password)",
                    $"New-OAuth2MailProfile -Name quickstart -Microsoft365 -Credential $credential "
                        + $"-ClientId {LoopbackEnvironment.PublicClientId} -Authority {Authority} {Server}",
                ];
            case "ExchangeApplication":
                return
                [
                    secret,
                    $"{start} -ExchangeApplication -ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret $secret "
                        + $"-Authority {Authority} {Server}",
                ];
            case "Gmail":
                return [$"{start} -Gmail -CredentialFile '{servers.Files.GoogleClientFile}' {Server}"];
            case "GoogleServiceAccount":
                return [$"{start} -GoogleServiceAccount -KeyFile '{servers.Files.ServiceAccountFile}' {Server}"];
            case "PrivateKeyJwt":
                return
                [
                    $"{start} -PrivateKeyJwt -Issuer {servers.Authorization.Issuer} -ClientId {LoopbackEnvironment.RsaClientId} "
                        + $"-PrivateKeyFile '{servers.Files.RsaKeyFile}' -PrivateKeyId rsa-1 -Scope '{LoopbackEnvironment.Scope}' {Server}",
                ];
            default:
                return
                [
                    secret,
                    $"{start} -ClientSecretPost -Issuer {servers.Authorization.Issuer} "
                        + $"-ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret $secret "
                        + $"-Scope '{LoopbackEnvironment.Scope}' {Server}",
                ];
        }
    }

    private void Type(EngineSession session, string command)
    {
        output.WriteLine();
        output.WriteLine($"PS> {command}");
        session.Type(command);
    }
}
