using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Smtp;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tests.LoopbackServers;

namespace OAuth2Mail.Tests.Profiles;

/// <summary>Profiles that tests begin with.</summary>
internal static class SampleProfile
{
    /// <summary>A profile with something in every place, secrets easily recognised by their name.</summary>
    public static StoredProfile Full { get; } = new()
    {
        Name = "reports",
        Mode = ProfileMode.ClientSecretPost,
        UserName = "alex@contoso.test",
        From = "\"Reports\" <reports@contoso.test>",
        Smtp = new SmtpSettings
        {
            Server = "smtp.contoso.test",
            Port = 465,
            Security = SmtpSecurity.ImplicitTls,
            CertificateRevocation = CertificateRevocation.Required,
            CertificateThumbprint = new string('A', 64),
        },
        OAuth = new OAuthSettings
        {
            GrantType = GrantType.Password,
            ClientId = "the-client",
            ClientAuthentication = ClientAuthentication.Basic,
            Issuer = "https://login.contoso.test",
            IssuerInResponse = true,
            AuthorizationEndpoint = new Uri("https://login.contoso.test/authorize?audience=mail"),
            TokenEndpoint = new Uri("https://login.contoso.test/token"),
            DeviceAuthorizationEndpoint = new Uri("https://login.contoso.test/device"),
            RevocationEndpoint = new Uri("https://login.contoso.test/revoke"),
            RedirectUri = new Uri("http://localhost:8400/done"),
            ResourceOwner = "owner@contoso.test",
            Scopes = ["smtp", "offline_access"],
            AuthorizationParameters = new Dictionary<string, string> { ["prompt"] = "" },
            TokenParameters = new Dictionary<string, string> { ["resource"] = "mail" },
            CertificateThumbprint = new string('B', 40),
            SigningAlgorithm = "ES256",
            PrivateKeyId = "key-1",
            Audience = "https://login.contoso.test",
            Subject = "the-subject",
            Claims = new Dictionary<string, string> { ["tenant"] = "contoso" },
        },
        Proxy = new ProxySettings
        {
            Address = new Uri("http://proxy.contoso.test:3128"), UserName = "proxy-user", Password = "SECRET-proxy",
        },
        Secrets = new ProfileSecrets
        {
            ClientSecret = "SECRET-client \"ü\"",
            ExpiresOn = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Password = "SECRET-password",
            PrivateKey = "SECRET-key",
            Certificate = "SECRET-certificate",
        },
        Tokens = new TokenSet
        {
            AccessToken = "SECRET-access",
            RefreshToken = "SECRET-refresh",
            ObtainedOn = new DateTimeOffset(2026, 5, 6, 7, 8, 9, 123, TimeSpan.FromHours(2)),
            ExpiresOn = new DateTimeOffset(2026, 5, 6, 8, 8, 9, 123, TimeSpan.FromHours(2)),
            Scopes = ["smtp"],
            Account = "pat@contoso.test",
        },
        Pending = new PendingAuthorization
        {
            AuthorizationUri = new Uri("https://login.contoso.test/authorize?state=x"),
            RedirectUri = new Uri("http://127.0.0.1:8400/"),
            State = "SECRET-state",
            CodeVerifier = "SECRET-verifier",
            CreatedOn = new DateTimeOffset(2026, 5, 6, 7, 0, 0, TimeSpan.Zero),
        },
    };

    /// <summary>A public client of a loopback server, not authorized yet.</summary>
    public static StoredProfile For(
        AuthorizationServer server, string clientId = AuthorizationServerFixture.PublicClient, string? secret = null) => new()
        {
            Name = "reports",
            Mode = ProfileMode.ClientSecretPost,
            UserName = AuthorizationServerFixture.User,
            Smtp = new SmtpSettings { Server = "localhost", Port = 587 },
            OAuth = new OAuthSettings
            {
                ClientId = clientId,
                AuthorizationEndpoint = server.AuthorizationEndpoint,
                TokenEndpoint = server.TokenEndpoint,
                DeviceAuthorizationEndpoint = server.DeviceAuthorizationEndpoint,
                RevocationEndpoint = server.RevocationEndpoint,
                Scopes = ["smtp", "offline_access"],
            },
            Secrets = new ProfileSecrets { ClientSecret = secret },
        };

    /// <summary>The same with another grant.</summary>
    public static StoredProfile With(this StoredProfile profile, Func<OAuthSettings, OAuthSettings> change)
        => profile with { OAuth = change(profile.OAuth) };

    /// <summary>The same with tokens that a server gave, as if they had been stored.</summary>
    public static StoredProfile With(
        this StoredProfile profile, Duende.IdentityModel.Client.TokenResponse answer, DateTimeOffset expiresOn)
        => profile with
        {
            Tokens = new TokenSet
            {
                AccessToken = answer.AccessToken!,
                RefreshToken = answer.RefreshToken,
                ObtainedOn = expiresOn - TimeSpan.FromHours(1),
                ExpiresOn = expiresOn,
                Scopes = ["smtp"],
            },
        };

    /// <summary>The same, sending through a loopback server whose certificate is pinned.</summary>
    public static StoredProfile With(this StoredProfile profile, SmtpServer server, SmtpSecurity security = SmtpSecurity.StartTls)
        => profile with
        {
            Smtp = new SmtpSettings
            {
                Server = "localhost",
                Port = security == SmtpSecurity.StartTls ? server.StartTlsPort : server.ImplicitTlsPort,
                Security = security,
                CertificateThumbprint = server.Options.Certificate.GetCertHashString(),
            },
        };
}
