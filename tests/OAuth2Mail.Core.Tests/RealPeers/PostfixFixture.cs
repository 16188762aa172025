using System.Diagnostics;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.RealPeers;

/// <summary>
/// A submission server that others wrote: Postfix, whose Dovecot asks the authorization server about tokens (RFC 7662).
/// All of its files are in a folder of its own, and it listens on loopback only.
/// </summary>
public sealed class PostfixFixture : IAsyncLifetime
{
    /// <summary>The most bytes that the server takes.</summary>
    public const int MaximumSize = 1_000_000;

    private const string Postfix = "/usr/sbin/postfix";
    private const string Dovecot = "/usr/sbin/dovecot";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly AuthorizationServerFixture _authorization = new();
    private DirectoryInfo? _folder;
    private PostfixConfiguration? _configuration;
    private Process? _dovecot;
    private int _logMark;

    public AuthorizationServer Authorization => _authorization.Server;

    public PostfixPorts Ports { get; } = PostfixPorts.Free();

    /// <summary>Why there is no server; null where there is one.</summary>
    private static string? Missing =>
        !OperatingSystem.IsLinux() || !File.Exists(Postfix) || !File.Exists(Dovecot)
            ? "Postfix and Dovecot are not installed (apt-get install --no-install-recommends postfix dovecot-core)."
        : !Environment.IsPrivilegedProcess ? "Postfix can only be started by root."
        : null;

    internal int RefreshCount => Authorization.Requests.Count(static request => request["grant_type"] == "refresh_token");

    public async ValueTask InitializeAsync()
    {
        await _authorization.InitializeAsync();
        if (Missing is null)
        {
            try
            {
                await StartAsync();
            }
            catch
            {
                // Nobody disposes of a fixture that did not start.
                await DisposeAsync();
                throw;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_dovecot is not null)
        {
            // Its children go with it only if it is asked to end.
            await RunAsync(Dovecot, "-c", _configuration!.DovecotFile, "stop");
            await _dovecot.WaitForExitAsync().WaitAsync(s_patience);
            _dovecot.Dispose();
        }

        if (_configuration is not null)
        {
            await RunAsync(Postfix, "-c", _configuration.PostfixFolder, "stop");
        }

        _folder?.Delete(recursive: true);
        await _authorization.DisposeAsync();
    }

    /// <summary>An authorized profile that sends through one of the server's ports; skips the test where there is no server.</summary>
    internal async Task<CoreInstance> SignInAsync(int port)
    {
        Assert.SkipUnless(Missing is null, Missing ?? "");
        foreach (var file in Directory.GetFiles(_configuration!.MailFolder, "*", SearchOption.AllDirectories))
        {
            File.Delete(file);
        }

        _logMark = (await File.ReadAllLinesAsync(_configuration.LogFile)).Length;
        var core = new CoreInstance();
        var profile = SampleProfile.For(Authorization)
            .With(await _authorization.SignInAsync("smtp offline_access"), DateTimeOffset.UtcNow.AddHours(1));
        await core.SaveAsync(profile with
        {
            Smtp = new SmtpSettings
            {
                Server = "localhost",
                Port = port,
                Security = port == Ports.ImplicitTls ? SmtpSecurity.ImplicitTls : SmtpSecurity.StartTls,
                CertificateThumbprint = _configuration.Thumbprint,
            },
        });
        return core;
    }

    /// <summary>What arrived in a mailbox since the sign-in, once there are as many messages as are expected and the queue is empty.</summary>
    internal async Task<IReadOnlyList<byte[]>> ReadMailboxAsync(string name, int count)
    {
        var folder = Path.Combine(_configuration!.MailFolder, name, "new");
        string[] Files() => Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        await WaitAsync(() => Files().Length >= count && IsQueueEmpty, $"{count} messages for {name}");
        return await Task.WhenAll(Files().Select(static file => File.ReadAllBytesAsync(file)));
    }

    /// <summary>What Postfix has counted in each connection that ended since the sign-in, such as <c>auth=1 mail=3 bdat=3</c>.</summary>
    internal async Task<IReadOnlyList<string>> ReadConnectionsAsync(int count)
    {
        string[] Lines() => [.. File.ReadAllLines(_configuration!.LogFile).Skip(_logMark).Where(static line => line.Contains("]: disconnect from ", StringComparison.Ordinal))];
        await WaitAsync(() => Lines().Length >= count, $"{count} ended connections");
        return Lines();
    }

    private bool IsQueueEmpty => !new[] { "maildrop", "incoming", "active", "deferred" }
        .Any(queue => Directory.EnumerateFiles(Path.Combine(_folder!.FullName, "spool", queue), "*", SearchOption.AllDirectories).Any());

    private async Task StartAsync()
    {
        _folder = Directory.CreateTempSubdirectory("oauth2mail-postfix-");
        var configuration = new PostfixConfiguration(_folder.FullName, Authorization.IntrospectionEndpoint);
        configuration.Write(Ports, ["ann", "bob", "alex"], MaximumSize);

        // Postfix and its deliveries are users of their own.
        await RunAsync("chmod", "755", _folder.FullName);
        await RunAsync("chown", "postfix", Path.Combine(_folder.FullName, "data"));
        await RunAsync("chown", "nobody", configuration.MailFolder);
        await RunAsync(Postfix, "-c", configuration.PostfixFolder, "start");
        _configuration = configuration;

        // In the foreground: as a daemon it would keep the pipe open, and reading from it would not end.
        _dovecot = Process.Start(new ProcessStartInfo(Dovecot, ["-F", "-c", configuration.DovecotFile]))!;
        await WaitAsync(() => File.Exists(configuration.SaslSocket), "Dovecot's socket");
    }

    private async Task WaitAsync(Func<bool> condition, string what)
    {
        var clock = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(clock.Elapsed < s_patience, $"Waited in vain for {what}.\n{Logs()}");
            await Task.Delay(20);
        }
    }

    private string Logs() => string.Join('\n', new[] { _configuration!.LogFile, _configuration.DovecotLogFile }.Where(File.Exists).Select(File.ReadAllText));

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync().WaitAsync(s_patience);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
