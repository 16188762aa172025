using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.Delivery;
using OAuth2Mail.Tests.LoopbackServers;
using OAuth2Mail.Tests.Profiles;
using Xunit;

namespace OAuth2Mail.Tests.RealPeers;

/// <summary>
/// A real submission server on loopback: Postfix, whose Dovecot asks the authorization server about tokens (RFC 7662). Everything of
/// theirs is in a folder of its own; the machine's own configuration is not touched.
/// </summary>
public sealed class PostfixFixture : IAsyncLifetime
{
    private const string Postfix = "/usr/sbin/postfix";
    private const string Dovecot = "/usr/sbin/dovecot";

    /// <summary>The most bytes that the server takes.</summary>
    public const int MaximumSize = 3_000_000;

    private static readonly string[] s_mailboxes = ["ann", "bob", "alex"];

    private readonly AuthorizationServerFixture _authorization = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"oauth2mail-postfix-{Guid.NewGuid():N}"[..36]);
    private readonly int[] _ports = [FreePort(), FreePort(), FreePort()];
    private string? _thumbprint;

    /// <summary>Why there is none; null where there is.</summary>
    public string? Missing { get; } =
        !OperatingSystem.IsLinux() || !File.Exists(Postfix) || !File.Exists(Dovecot) ? "Postfix and Dovecot are not installed (apt-get install postfix dovecot-core)."
        : Environment.UserName != "root" ? "Postfix has to be started as root."
        : null;

    public AuthorizationServer Authorization => _authorization.Server;

    public async ValueTask InitializeAsync()
    {
        await _authorization.InitializeAsync();
        if (Missing is null)
        {
            Configure();
            Run(Postfix, "-c", Path.Combine(_folder, "etc"), "start");
            Run(Dovecot, "-c", Path.Combine(_folder, "xoauth2.conf"));
            Run(Dovecot, "-c", Path.Combine(_folder, "oauthbearer.conf"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Missing is null)
        {
            Run(Postfix, "-c", Path.Combine(_folder, "etc"), "stop");
            Run(Dovecot, "-c", Path.Combine(_folder, "xoauth2.conf"), "stop");
            Run(Dovecot, "-c", Path.Combine(_folder, "oauthbearer.conf"), "stop");
            Directory.Delete(_folder, recursive: true);
        }

        await _authorization.DisposeAsync();
    }

    /// <summary>An authorized profile that sends through the server.</summary>
    /// <param name="mechanism">The only SASL mechanism that the server offers.</param>
    /// <param name="security">How the connection is encrypted.</param>
    internal async Task<CoreInstance> SignInAsync(string mechanism = "XOAUTH2", SmtpSecurity security = SmtpSecurity.StartTls)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var core = new CoreInstance();
        var profile = SampleProfile.For(Authorization)
            .With(await _authorization.SignInAsync("smtp offline_access"), DateTimeOffset.UtcNow.AddHours(1));
        await core.SaveAsync(profile with
        {
            Smtp = new SmtpSettings
            {
                Server = "localhost",
                Port = security == SmtpSecurity.ImplicitTls ? _ports[2] : mechanism == "XOAUTH2" ? _ports[0] : _ports[1],
                Security = security,
                CertificateThumbprint = _thumbprint,
            },
        });
        return core;
    }

    /// <summary>The messages in a mailbox, once there are as many as are expected.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadMailboxAsync(string name, int count)
    {
        var folder = Path.Combine(_folder, "mail", name, "new");
        for (var i = 0; i < 200 && (!Directory.Exists(folder) || Directory.GetFiles(folder).Length < count); i++)
        {
            await Task.Delay(50);
        }

        return [.. (Directory.Exists(folder) ? Directory.GetFiles(folder) : []).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
    }

    /// <summary>Empties the mailboxes.</summary>
    public void Forget()
    {
        foreach (var file in Directory.Exists(Path.Combine(_folder, "mail")) ? Directory.GetFiles(Path.Combine(_folder, "mail"), "*", SearchOption.AllDirectories) : [])
        {
            File.Delete(file);
        }
    }

    private void Configure()
    {
        foreach (var name in new[] { "etc", "spool", "data", "mail", "run-xoauth2", "run-oauthbearer" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }

        using var certificate = TrustedAuthority.Authority.Issue(default(ServerCertificateKind));
        _thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        File.WriteAllText(Path.Combine(_folder, "cert.pem"), certificate.ExportCertificatePem());
        using var key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey();
        File.WriteAllText(Path.Combine(_folder, "key.pem"), key!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, "etc", "main.cf"), $"""
            compatibility_level = 3.6
            queue_directory = {_folder}/spool
            data_directory = {_folder}/data
            mail_owner = postfix
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.contoso.test
            mydestination =
            default_transport = error:5.1.2 nothing leaves this machine
            smtpd_tls_cert_file = {_folder}/cert.pem
            smtpd_tls_key_file = {_folder}/key.pem
            smtpd_tls_security_level = encrypt
            smtpd_tls_auth_only = yes
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = private/xoauth2
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            message_size_limit = {MaximumSize}
            virtual_mailbox_domains = contoso.test
            virtual_mailbox_base = {_folder}/mail
            virtual_mailbox_limit = 0
            virtual_mailbox_maps = inline:{"{ "}{string.Join(' ', s_mailboxes.Select(static name => $"{name}@contoso.test={name}/"))}{" }"}
            virtual_uid_maps = static:65534
            virtual_gid_maps = static:65534
            virtual_minimum_uid = 1000
            maillog_file = {_folder}/maillog
            maillog_file_prefixes = {_folder}

            """);
        File.WriteAllText(Path.Combine(_folder, "etc", "master.cf"), $"""
            127.0.0.1:{_ports[0]} inet n - n - - smtpd
            127.0.0.1:{_ports[1]} inet n - n - - smtpd -o smtpd_sasl_path=private/oauthbearer
            127.0.0.1:{_ports[2]} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            proxymap unix - - n - - proxymap
            virtual unix - n n - - virtual
            error unix - - n - - error
            retry unix - - n - - error
            anvil unix - - n - 1 anvil
            postlog unix-dgram n - n - 1 postlogd

            """);
        File.WriteAllText(Path.Combine(_folder, "oauth2.conf"), $"""
            introspection_mode = post
            introspection_url = {Authorization.IntrospectionEndpoint.AbsoluteUri.Replace("://", $"://{AuthorizationServer.IntrospectionClientId}:{AuthorizationServer.IntrospectionClientSecret}@", StringComparison.Ordinal)}
            username_attribute = username
            active_attribute = active
            active_value = true

            """);
        foreach (var mechanism in new[] { "xoauth2", "oauthbearer" })
        {
            File.WriteAllText(Path.Combine(_folder, $"{mechanism}.conf"), DovecotFor(mechanism));
        }

        // Postfix and what delivers for it are users of their own.
        Run("/bin/chmod", "755", _folder);
        Run("/bin/chown", "postfix", Path.Combine(_folder, "data"));
        Run("/bin/chown", "65534:65534", Path.Combine(_folder, "mail"));
    }

    private string DovecotFor(string mechanism) => $$"""
        base_dir = {{_folder}}/run-{{mechanism}}
        state_dir = {{_folder}}/run-{{mechanism}}
        log_path = {{_folder}}/{{mechanism}}.log
        protocols =
        ssl = no
        listen = 127.0.0.1
        auth_mechanisms = {{mechanism}}
        auth_failure_delay = 0
        passdb {
          driver = oauth2
          mechanisms = {{mechanism}}
          args = {{_folder}}/oauth2.conf
        }
        userdb {
          driver = static
          args = uid=65534 gid=65534 home={{_folder}}/mail
        }
        service auth {
          unix_listener {{_folder}}/spool/private/{{mechanism}} {
            mode = 0666
          }
        }

        """;

    private static void Run(string program, params string[] arguments)
    {
        // What it starts keeps its streams: they have no end as long as the server runs.
        using var process = Process.Start(program, arguments);
        Assert.True(process.WaitForExit(30_000), $"{program} {string.Join(' ', arguments)} does not end.");
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
