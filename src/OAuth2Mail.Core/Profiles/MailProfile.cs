using OAuth2Mail.Profiles;

namespace OAuth2Mail;

/// <summary>The part of a profile that can be shown: settings and state, never a secret.</summary>
public sealed class MailProfile
{
    internal MailProfile(StoredProfile profile, string vault, bool requiresConsent)
    {
        Name = profile.Name;
        Mode = profile.Mode;
        UserName = profile.UserName;
        From = profile.From ?? profile.UserName;
        SmtpServer = profile.Smtp.Server;
        Port = profile.Smtp.Port;
        Security = profile.Smtp.Security;
        CertificateRevocation = profile.Smtp.CertificateRevocation;
        ServerCertificateThumbprint = profile.Smtp.CertificateThumbprint;
        Proxy = profile.Proxy?.Address;
        GrantType = profile.OAuth.GrantType;
        ClientId = profile.OAuth.ClientId;
        TenantId = profile.OAuth.TenantId;
        ManagedIdentity = profile.OAuth.ManagedIdentity;
        Issuer = profile.OAuth.Issuer;
        AuthorizationEndpoint = profile.OAuth.AuthorizationEndpoint;
        TokenEndpoint = profile.OAuth.TokenEndpoint;
        DeviceAuthorizationEndpoint = profile.OAuth.DeviceAuthorizationEndpoint;
        RevocationEndpoint = profile.OAuth.RevocationEndpoint;
        RedirectUri = profile.OAuth.RedirectUri;
        Scopes = [.. profile.OAuth.Scopes];
        Vault = vault;
        Authorized = profile.Tokens is not null || !requiresConsent;
        AuthorizedAs = profile.Tokens?.Account;
        TokenExpiresOn = profile.Tokens?.ExpiresOn.ToLocalTime();
        RefreshTokenExpiresOn = profile.Tokens?.RefreshTokenExpiresOn?.ToLocalTime();
        SecretExpiresOn = profile.Secrets.ExpiresOn?.ToLocalTime();
    }

    /// <summary>The profile's name.</summary>
    public string Name { get; }

    /// <summary>The way in which it is authorized.</summary>
    public ProfileMode Mode { get; }

    /// <summary>The mailbox that the SMTP session is authenticated for.</summary>
    public string UserName { get; }

    /// <summary>The default sender.</summary>
    public string From { get; }

    /// <summary>The submission server's host name.</summary>
    public string SmtpServer { get; }

    /// <summary>The submission server's TCP port.</summary>
    public int Port { get; }

    /// <summary>STARTTLS or TLS from the first byte.</summary>
    public SmtpSecurity Security { get; }

    /// <summary>How strictly the revocation state of the server's certificate is checked.</summary>
    public CertificateRevocation CertificateRevocation { get; }

    /// <summary>The fingerprint of the only server certificate accepted; null where the usual verification applies.</summary>
    public string? ServerCertificateThumbprint { get; }

    /// <summary>The HTTP proxy; null where connections are direct.</summary>
    public Uri? Proxy { get; }

    /// <summary>The OAuth 2.0 grant.</summary>
    public GrantType GrantType { get; }

    /// <summary>The client's (application's) id at the provider.</summary>
    public string? ClientId { get; }

    /// <summary>The Entra tenant of Microsoft modes.</summary>
    public string? TenantId { get; }

    /// <summary>True where the machine's managed identity is the client.</summary>
    public bool ManagedIdentity { get; }

    /// <summary>The authorization server's issuer identifier, where it is known.</summary>
    public string? Issuer { get; }

    /// <summary>Where a person consents.</summary>
    public Uri? AuthorizationEndpoint { get; }

    /// <summary>Where tokens are obtained.</summary>
    public Uri? TokenEndpoint { get; }

    /// <summary>Where device codes are obtained (RFC 8628).</summary>
    public Uri? DeviceAuthorizationEndpoint { get; }

    /// <summary>Where tokens are revoked (RFC 7009).</summary>
    public Uri? RevocationEndpoint { get; }

    /// <summary>The redirect URI registered at the provider; null where any loopback port will do.</summary>
    public Uri? RedirectUri { get; }

    /// <summary>The scopes that are requested.</summary>
    public string[] Scopes { get; }

    /// <summary>The vault that holds the profile.</summary>
    public string Vault { get; }

    /// <summary>True once consent was given; always true for modes that need none.</summary>
    public bool Authorized { get; }

    /// <summary>The account that consented, if the provider reported it.</summary>
    public string? AuthorizedAs { get; }

    /// <summary>When the stored access token expires; null where none is stored.</summary>
    public DateTimeOffset? TokenExpiresOn { get; }

    /// <summary>
    /// When the authorization ends and a person has to consent again, if the provider reports (<c>refresh_token_expires_in</c>)
    /// or documents it. Microsoft's 90 days start again with each refresh.
    /// </summary>
    public DateTimeOffset? RefreshTokenExpiresOn { get; }

    /// <summary>When the client secret or certificate expires, where it is known.</summary>
    public DateTimeOffset? SecretExpiresOn { get; }

    /// <summary>The profile's name.</summary>
    public override string ToString() => Name;
}
