using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using OAuth2Mail.EngineHosting;
using OAuth2Mail.EngineHosting.Hosts;
using OAuth2Mail.LoopbackServers;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Pipeline;

/// <summary>A session with the module, a vault of its own as the default one, and servers without faults.</summary>
[Collection(UsesModuleServers.Name)]
public abstract partial class ModuleSession : IDisposable
{
    /// <summary>A vault that each process keeps in its memory and writes as a whole.</summary>
    protected const string SecretStore = "Microsoft.PowerShell.SecretStore";

    /// <summary>A vault that is always current, as Azure Key Vault is.</summary>
    protected const string OwnVault = "Own.Vault";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly List<EngineSession> _sessions = [];

    protected ModuleSession(ModuleServers servers, EngineOptions? options = null)
    {
        Servers = servers.Environment;
        Session = Open(options ?? new EngineOptions { Host = new RecordingHost() });
        RegisterVault();
    }

    protected LoopbackEnvironment Servers { get; }

    protected EngineSession Session { get; }

    protected string Vault { get; } = $"vault-{Guid.NewGuid():N}";

    protected string Screen => Session.Host!.Screen;

    protected static string Import => $"Import-Module '{Checkout.ModuleManifest}'";

    protected static CancellationToken TestEnd => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        // All vaults of SecretStore are one store, which is there for the next test, too.
        Run($"Get-SecretVault | Where-Object ModuleName -EQ {SecretStore} | ForEach-Object {{ Get-SecretInfo oauth2mail* -Vault $_.Name }} | Remove-Secret");
        Run("Get-SecretVault | Where-Object Name -like 'vault-*' | Unregister-SecretVault");
        _sessions.ForEach(session => session.Dispose());
        Servers.Authorization.ClearFaults();
        Servers.Authorization.ClearRequests();
        Servers.Authorization.AccessTokenLifetime = TimeSpan.FromHours(1);
        Servers.Smtp.Faults.Clear();
        Servers.Smtp.Clear();
    }

    /// <summary>Another session with the module.</summary>
    protected EngineSession Open(EngineOptions options)
    {
        var session = new EngineSession(options);
        _sessions.Add(session);
        session.Run(Import).ThrowOnErrors();
        return session;
    }

    protected EngineResult Run(string script, params (string Name, object? Value)[] variables) =>
        Session.Run(script, ToTable(variables));

    /// <summary>Runs a script that has to work.</summary>
    protected EngineResult Do(string script, params (string Name, object? Value)[] variables) =>
        Run(script, variables).ThrowOnErrors();

    /// <summary>Runs a script, and stops it as Ctrl+C does once a condition holds.</summary>
    /// <returns>What it gave, and how long it took to end after it was told to.</returns>
    protected async Task<(EngineResult Result, TimeSpan Elapsed)> StopAsync(string script, Func<bool> when)
    {
        using var stop = new CancellationTokenSource();
        Task<EngineResult> running = Task.Run(() => Session.RunAsync(script, ToTable(), stop.Token), TestEnd);
        await EventuallyAsync(() => running.IsCompleted || when());
        Assert.False(running.IsCompleted, "The script ended before it could be stopped.");
        var watch = Stopwatch.StartNew();
        await stop.CancelAsync();
        EngineResult result = await running.WaitAsync(s_patience, TestEnd);
        return (result, watch.Elapsed);
    }

    protected static async Task EventuallyAsync(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < s_patience, "What was waited for did not happen.");
            await Task.Delay(10, TestEnd);
        }
    }

    protected Task NoConnectionStaysAsync() => EventuallyAsync(() => Servers.Smtp.OpenConnections == 0);

    /// <param name="parameters">How the vault misbehaves, as PowerShell writes it: <c>Locked = $true</c>.</param>
    /// <param name="module">Which kind of vault it is.</param>
    protected void RegisterVault(string parameters = "", string module = OwnVault) => Do(
        $"Register-SecretVault -Name $vault -ModuleName {module} -DefaultVault -AllowClobber -VaultParameters @{{ {parameters} }}");

    /// <summary>A profile of the confidential client: it needs nobody's consent.</summary>
    protected void NewUnattendedProfile(string name, string more = "") => Do(
        $"$null = New-OAuth2MailProfile {name} -ClientSecretPost -GrantType ClientCredentials -ClientId $confidentialClientId "
        + "-ClientSecret (ConvertTo-SecureString $clientSecret -AsPlainText -Force) " + Endpoints + more);

    /// <summary>A profile of the public client, which a person consents to.</summary>
    protected void NewProfile(string name, string more = "") =>
        Do($"$null = New-OAuth2MailProfile {name} -ClientSecretPost -ClientId $publicClientId {Endpoints}{more}");

    protected async Task NewAuthorizedProfileAsync(string name)
    {
        NewProfile(name);
        await AuthorizeAsync(name);
    }

    /// <summary>A person consents in a browser.</summary>
    protected async Task AuthorizeAsync(string name)
    {
        Uri? before = ShownAddress;
        Task<EngineResult> running = Task.Run(() => Run($"Invoke-OAuth2Authorization {name} -NoBrowser -TimeoutSec 20"), TestEnd);
        await EventuallyAsync(() => running.IsCompleted || ShownAddress != before);
        using var browser = new LoopbackBrowser();
        await browser.VisitAsync(ShownAddress!, TestEnd);
        (await running).ThrowOnErrors();
    }

    /// <summary>The address of the last authorization that was shown.</summary>
    protected Uri? ShownAddress => AuthorizationAddress().Matches(Screen) is [.., var last] ? new Uri(last.Value) : null;

    /// <summary>Requests that came to the token endpoint.</summary>
    protected IReadOnlyList<RecordedRequest> TokenRequests =>
        [.. Servers.Authorization.Requests.Where(request => request.Endpoint == ServerEndpoint.Token)];

    protected static void Slow(SmtpServer server, SmtpCommand command, TimeSpan delay, int afterMessages) =>
        server.Faults.Enqueue(command, SmtpFault.Slow(delay), when: site => site.MessagesBefore >= afterMessages);

    private static string Endpoints =>
        "-UserName $user -Scope $scope -AuthorizationEndpoint $authorizationEndpoint -TokenEndpoint $tokenEndpoint "
        + "-SmtpServer $smtpServer -Port $smtpStartTlsPort -ServerCertificateThumbprint $smtpThumbprintSha256 ";

    private Hashtable ToTable(params (string Name, object? Value)[] variables)
    {
        var table = new Hashtable { ["vault"] = Vault };
        foreach ((string name, string value) in Servers.Describe())
        {
            table[name] = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : value;
        }

        foreach ((string name, object? value) in variables)
        {
            table[name] = value;
        }

        return table;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/connect/authorize\?\S+")]
    private static partial Regex AuthorizationAddress();
}
