using System.Globalization;
using OAuth2Mail.LoopbackServers;

namespace OAuth2Mail.Benchmarks;

/// <summary>What all scenarios share: the servers, a vault with two profiles that need nobody's consent, and a folder.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>A profile whose server is on this machine.</summary>
    public const string Near = "near";

    /// <summary>A profile for the same server behind <see cref="Distance"/>.</summary>
    public const string Far = "far";

    private Stage(LoopbackEnvironment servers, Distance distance, string token) =>
        (Servers, Distance, Token) = (servers, distance, token);

    public LoopbackEnvironment Servers { get; }

    public Distance Distance { get; }

    /// <summary>An access token for whoever has no profile.</summary>
    public string Token { get; }

    public string Thumbprint => Servers.SmtpThumbprintSha256;

    public string Folder { get; } = Directory.CreateTempSubdirectory("oauth2mail-benchmarks-").FullName;

    public static async Task<Stage> OpenAsync()
    {
        LoopbackEnvironment servers = await LoopbackEnvironment.StartAsync(new LoopbackEnvironmentOptions
        {
            Smtp = options => options with { KeepsContent = false, MaxMessageSize = 100_000_000 },
        });
        var distance = new Distance(servers.Smtp.StartTlsPort);
        using Worker worker = Worker.Sender();
        await worker.AskAsync("Register-SecretVault -Name Benchmarks -ModuleName Microsoft.PowerShell.SecretStore -DefaultVault; 'done'");
        await worker.AskAsync(NewProfile(servers, Near, servers.Smtp.StartTlsPort));
        await worker.AskAsync(NewProfile(servers, Far, distance.Port));
        string token = await worker.AskAsync($"Get-OAuth2Token {Near} -AsPlainText");
        await worker.AskAsync($"$null = Update-OAuth2Token {Far}; 'done'");
        return new Stage(servers, distance, token);
    }

    /// <summary>A script that makes a profile, without a token, and says so.</summary>
    public string NewProfile(string name) => NewProfile(Servers, name, Servers.Smtp.StartTlsPort);

    /// <summary>Forgets what the servers saw.</summary>
    public void Forget()
    {
        Servers.Smtp.Clear();
        Servers.Authorization.ClearRequests();
    }

    public async ValueTask DisposeAsync()
    {
        await Distance.DisposeAsync();
        await Servers.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string NewProfile(LoopbackEnvironment servers, string name, int port) => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        $null = New-OAuth2MailProfile {name} -ClientSecretPost -GrantType ClientCredentials -UserName {LoopbackEnvironment.User} -ClientId {LoopbackEnvironment.ConfidentialClientId} -ClientSecret (ConvertTo-SecureString {LoopbackEnvironment.ClientSecret} -AsPlainText -Force) -TokenEndpoint {servers.Authorization.TokenEndpoint} -Scope https://mail.google.com/ -SmtpServer localhost -Port {port} -ServerCertificateThumbprint {servers.SmtpThumbprintSha256} -Force; 'done'
        """);
}
