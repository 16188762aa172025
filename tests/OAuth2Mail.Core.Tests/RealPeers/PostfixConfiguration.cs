using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.Tests.Delivery;

namespace OAuth2Mail.Tests.RealPeers;

/// <summary>The files of a Postfix and of the Dovecot that authenticates for it, all in one folder, on loopback only.</summary>
internal sealed class PostfixConfiguration(string folder, Uri introspection)
{
    // The user "nobody", who may write the mailboxes and nothing else.
    private const string Nobody = "65534";

    public string PostfixFolder => Path.Combine(folder, "etc");

    public string DovecotFile => Path.Combine(folder, "dovecot.conf");

    public string MailFolder => Path.Combine(folder, "mail");

    public string LogFile => Path.Combine(folder, "maillog");

    public string DovecotLogFile => Path.Combine(folder, "dovecot.log");

    /// <summary>Where Postfix asks Dovecot.</summary>
    public string SaslSocket => Path.Combine(folder, "spool", "private", "auth");

    /// <summary>The SHA-256 thumbprint of the server's certificate.</summary>
    public string Thumbprint { get; private set; } = "";

    public void Write(PostfixPorts ports, IEnumerable<string> mailboxes, int maximumSize)
    {
        foreach (var name in new[] { "etc", "spool", "data", "mail", "run" })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
        }

        WriteCertificate();
        Write("etc/main.cf", $"""
            compatibility_level = 3.6
            queue_directory = {folder}/spool
            data_directory = {folder}/data
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.contoso.test
            mydestination =
            alias_maps =
            default_transport = error:5.1.2 nothing leaves this machine
            smtpd_tls_cert_file = {folder}/cert.pem
            smtpd_tls_key_file = {folder}/key.pem
            smtpd_tls_security_level = encrypt
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = private/auth
            smtpd_relay_restrictions = permit_sasl_authenticated, reject
            smtpd_client_restrictions = permit_sasl_authenticated, reject
            message_size_limit = {maximumSize}
            virtual_mailbox_domains = contoso.test
            virtual_mailbox_base = {folder}/mail
            virtual_mailbox_limit = 0
            virtual_mailbox_maps = inline:{"{ "}{string.Join(' ', mailboxes.Select(static name => $"{name}@contoso.test={name}/"))}{" }"}
            virtual_uid_maps = static:{Nobody}
            virtual_gid_maps = static:{Nobody}
            maillog_file = {folder}/maillog
            maillog_file_prefixes = {folder}

            """);
        Write("etc/master.cf", $"""
            127.0.0.1:{ports.XOAuth2} inet n - n - - smtpd -o smtpd_sasl_mechanism_filter=xoauth2
            127.0.0.1:{ports.OAuthBearer} inet n - n - - smtpd -o smtpd_sasl_mechanism_filter=oauthbearer
            127.0.0.1:{ports.ImplicitTls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
            127.0.0.1:{ports.WithoutExtensions} inet n - n - - smtpd -o smtpd_discard_ehlo_keywords=size,chunking
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
        Write("oauth2.conf", $"""
            introspection_mode = post
            introspection_url = {WithClient(introspection)}
            username_attribute = sub
            active_attribute = active
            active_value = true

            """);

        // Without the penalty for an address that failed before: it is longer than Postfix waits, and all tests have one address.
        Write("dovecot.conf", $$"""
            base_dir = {{folder}}/run
            state_dir = {{folder}}/run
            log_path = {{DovecotLogFile}}
            protocols =
            listen = 127.0.0.1
            ssl = no
            auth_mechanisms = xoauth2 oauthbearer
            auth_failure_delay = 0
            passdb {
              driver = oauth2
              mechanisms = xoauth2 oauthbearer
              args = {{folder}}/oauth2.conf
            }
            userdb {
              driver = static
              args = uid={{Nobody}} gid={{Nobody}} home={{folder}}/mail
            }
            service anvil {
              unix_listener anvil-auth-penalty {
                mode = 0
              }
            }
            service auth {
              unix_listener {{SaslSocket}} {
                mode = 0666
              }
            }

            """);
    }

    private static string WithClient(Uri endpoint) => new UriBuilder(endpoint)
    {
        UserName = AuthorizationServer.IntrospectionClientId,
        Password = AuthorizationServer.IntrospectionClientSecret,
    }.Uri.AbsoluteUri;

    private void WriteCertificate()
    {
        using var certificate = TrustedAuthority.Authority.Issue(default);
        Thumbprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        using var key = (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey()!;
        Write("cert.pem", certificate.ExportCertificatePem());
        Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);
}
