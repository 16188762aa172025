using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Control;
using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.LoopbackServers;

/// <summary>Both servers, with users and clients of every kind that the module can be.</summary>
public sealed class LoopbackEnvironment : IAsyncDisposable
{
    private LoopbackEnvironment(
        TestCertificateAuthority authority, X509Certificate2 smtpCertificate, AuthorizationServer authorization,
        SmtpServer smtp, ClientFiles files)
    {
        CertificateAuthority = authority;
        SmtpCertificate = smtpCertificate;
        Authorization = authorization;
        Smtp = smtp;
        Files = files;
    }

    /// <summary>The user who consents unless told otherwise.</summary>
    public static string User => "alex@contoso.test";

    /// <summary>The password of <see cref="User"/>.</summary>
    public static string Password => "correct horse battery staple";

    /// <summary>Another user; the password is the same.</summary>
    public static string OtherUser => "pat@contoso.test";

    /// <summary>A mailbox that <see cref="User"/>, but not <see cref="OtherUser"/>, may send as.</summary>
    public static string SharedMailbox => "shared@contoso.test";

    /// <summary>A public, native client: any port of a loopback address may be its redirect URI.</summary>
    public static string PublicClientId => "quickstart";

    /// <summary>A native client with a secret. For itself it may send as <see cref="User"/> and the shared mailbox.</summary>
    public static string ConfidentialClientId => "quickstart-confidential";

    /// <summary>The secret of <see cref="ConfidentialClientId"/> and of <see cref="WebClientId"/>.</summary>
    public static string ClientSecret => "quickstart-secret";

    /// <summary>A web client with a secret and only one redirect URI, <see cref="WebRedirectUri"/>.</summary>
    public static string WebClientId => "quickstart-web";

    /// <summary>An address that belongs to another system, where no listener of this machine can be.</summary>
    public static Uri WebRedirectUri => new("https://portal.contoso.test/oauth/callback");

    /// <summary>A client that authenticates with <see cref="ClientFiles.RsaKeyFile"/> or a certificate of that key.</summary>
    public static string RsaClientId => "quickstart-rsa";

    /// <summary>A client that authenticates with <see cref="ClientFiles.CurveKeyFile"/>.</summary>
    public static string CurveClientId => "quickstart-ec";

    /// <summary>A client that authenticates with the foreign token in <see cref="ClientFiles.FederatedTokenFile"/>.</summary>
    public static string FederatedClientId => "quickstart-federated";

    /// <summary>A service account: the issuer of JWT grants signed with <see cref="ClientFiles.RsaKeyFile"/>.</summary>
    public static string ServiceAccount => "robot@quickstart.iam.contoso.test";

    /// <summary>The tenant of the Entra-shaped addresses.</summary>
    public static string TenantId => "5a1f9e1c-0f5e-4d7c-9a51-6a1f0c3f7f10";

    /// <summary>The scope that gives access to the SMTP server.</summary>
    public static string Scope => "https://mail.google.com/ offline_access";

    /// <summary>Who issued the servers' certificates.</summary>
    public TestCertificateAuthority CertificateAuthority { get; }

    /// <summary>The certificate of the SMTP server.</summary>
    public X509Certificate2 SmtpCertificate { get; }

    /// <summary>The authorization server.</summary>
    public AuthorizationServer Authorization { get; }

    /// <summary>The SMTP server.</summary>
    public SmtpServer Smtp { get; }

    /// <summary>Keys, tokens and credential files on disk, as a user would have them.</summary>
    public ClientFiles Files { get; }

    /// <summary>The SHA-256 thumbprint of the SMTP server's certificate, in hexadecimal digits.</summary>
    public string SmtpThumbprintSha256 => SmtpCertificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>The SHA-1 thumbprint of the SMTP server's certificate, in hexadecimal digits.</summary>
    public string SmtpThumbprintSha1 => SmtpCertificate.GetCertHashString(HashAlgorithmName.SHA1);

    /// <summary>Starts both servers on free ports.</summary>
    public static async Task<LoopbackEnvironment> StartAsync(
        LoopbackEnvironmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var authority = TestCertificateAuthority.Shared;
        var environment = default(LoopbackEnvironment);
        var authorization = await AuthorizationServer.StartAsync(
            options.Authorization(new() { Certificate = authority.Issue(), DefaultUser = User }),
            application => ControlApi.Map(
                application, () => environment ?? throw new InvalidOperationException("The servers are still starting.")),
            cancellationToken);
        var certificate = authority.Issue(options.SmtpCertificate);
        var smtp = await SmtpServer.StartAsync(
            options.Smtp(new() { Certificate = certificate, Tokens = authorization }), cancellationToken);
        var files = await ClientFiles.CreateAsync(authority, authorization, cancellationToken);
        environment = new LoopbackEnvironment(authority, certificate, authorization, smtp, files);
        await environment.PopulateAsync(cancellationToken);
        return environment;
    }

    /// <summary>Every address, name and secret under a flat name: what the stand-alone process prints.</summary>
    public IReadOnlyDictionary<string, string> Describe() => EnvironmentDescription.Of(this);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Smtp.DisposeAsync();
        await Authorization.DisposeAsync();
        Files.Dispose();
        SmtpCertificate.Dispose();
    }

    private async Task PopulateAsync(CancellationToken cancellationToken)
    {
        Authorization.AddUser(User, Password);
        Authorization.AddUser(OtherUser, Password);
        Smtp.GrantMailbox(User, SharedMailbox);

        ClientRegistration[] clients =
        [
            new(PublicClientId),
            new(ConfidentialClientId) { ClientSecret = ClientSecret },
            new(WebClientId) { ClientSecret = ClientSecret, IsNative = false, RedirectUris = [WebRedirectUri] },
            new(RsaClientId) { Keys = [Files.RsaKey] },
            new(CurveClientId) { Keys = [Files.CurveKey] },
            new(FederatedClientId) { Federation = Files.Federation },
            new(ServiceAccount) { Keys = [Files.RsaKey], IsServiceAccount = true },
        ];
        foreach (var client in clients)
        {
            await Authorization.AddClientAsync(client, cancellationToken);
        }

        string[] appOnly =
            [ConfidentialClientId, RsaClientId, CurveClientId, FederatedClientId, AuthorizationServer.ManagedIdentityClientId];
        foreach (var client in appOnly)
        {
            Smtp.GrantMailbox(client, User);
            Smtp.GrantMailbox(client, SharedMailbox);
        }
    }
}
