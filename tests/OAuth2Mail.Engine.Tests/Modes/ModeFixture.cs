using System.Collections;
using System.Runtime.CompilerServices;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Modes;

/// <summary>The servers and a session with the module, a vault and a browser that consents.</summary>
public sealed class ModeFixture : IAsyncLifetime
{
    public LoopbackEnvironment Servers { get; private set; } = null!;

    public EngineSession Session { get; private set; } = null!;

    // A name of its own: what is in a vault stays there when it is unregistered.
    private string Vault { get; } = $"modes-{Guid.NewGuid():N}";

    /// <summary>The parameters by which a profile reaches the loopback SMTP server.</summary>
    public string Server =>
        $"-SmtpServer localhost -Port {Servers.Smtp.StartTlsPort} -ServerCertificateThumbprint {Servers.SmtpThumbprintSha256}";

    /// <summary>The Entra-shaped authority, over https.</summary>
    public string Authority => Servers.Authorization.GetEntraAuthority(LoopbackEnvironment.TenantId).AbsoluteUri;

    // Before the process verifies its first certificate.
    [ModuleInitializer]
    internal static void TrustTestAuthority() => ProcessTrust.Install();

    public async ValueTask InitializeAsync()
    {
        Servers = await LoopbackEnvironment.StartAsync();
        Session = new EngineSession(new EngineOptions { Host = new RecordingHost() });
        Session.Run($"""
            Import-Module '{Checkout.ModuleManifest}'
            Register-SecretVault -Name {Vault} -ModuleName Modes.Vault -DefaultVault
            $secret = ConvertTo-SecureString '{LoopbackEnvironment.ClientSecret}' -AsPlainText -Force
            $credential = [pscredential]::new('{LoopbackEnvironment.User}', (ConvertTo-SecureString '{LoopbackEnvironment.Password}' -AsPlainText -Force))
            $env:BROWSER = '{LoopbackBrowser.Executable}'
            """).ThrowOnErrors();
    }

    public async ValueTask DisposeAsync()
    {
        Session.Run($"Unregister-SecretVault {Vault}; $env:BROWSER = $null");
        Session.Dispose();
        await Servers.DisposeAsync();
    }

    /// <summary>Runs a script; what was recorded before is forgotten.</summary>
    public EngineResult Run(string script, IDictionary? variables = null)
    {
        Servers.Authorization.ClearRequests();
        Servers.Smtp.Clear();
        return Session.Run(script, variables);
    }

    /// <summary>From a profile line to a received mail.</summary>
    /// <param name="profile">What follows <c>New-OAuth2MailProfile -Name</c> and a name of its own.</param>
    /// <param name="authorize">How to consent; null for modes that need nobody.</param>
    public ModeRun SendFirstMail(string profile, string? authorize = null)
    {
        string name = "p" + Guid.NewGuid().ToString("N");
        EngineResult result = Run($"""
            $null = New-OAuth2MailProfile -Name {name} {profile} {Server}
            {(authorize is null ? "" : $"$null = Invoke-OAuth2Authorization -Name {name} -TimeoutSec 20 {authorize}")}
            Send-OAuth2MailMessage -ProfileName {name} -To ops@contoso.test -Subject 'First mail' -Body 'It works.'
            """);
        result.ThrowOnErrors();
        ReceivedMessage received = Assert.Single(Servers.Smtp.Messages);
        Assert.Equal("First mail", received.Header("Subject"));
        Assert.True(received.IsEncrypted);
        return new ModeRun(name, received, TokenRequests, result);
    }

    /// <summary>The requests to the token endpoint, in their order.</summary>
    public IReadOnlyList<RecordedRequest> TokenRequests =>
        [.. Servers.Authorization.Requests.Where(request => request.Endpoint == ServerEndpoint.Token)];

    /// <summary>The last authorization request.</summary>
    public RecordedRequest AuthorizationRequest =>
        Servers.Authorization.Requests.Last(request => request.Endpoint == ServerEndpoint.Authorization);
}
