using OAuth2Mail.Profiles;

namespace OAuth2Mail.Editing;

/// <summary>Settings for a new profile, or to change in a stored one; null leaves a setting unchanged.</summary>
internal sealed record ProfileChanges
{
    public string? UserName { get; init; }

    /// <summary>The default sender; empty for the mailbox itself.</summary>
    public string? From { get; init; }

    public string? SmtpServer { get; init; }

    public int? Port { get; init; }

    public SmtpSecurity? Security { get; init; }

    public CertificateRevocation? CertificateRevocation { get; init; }

    /// <summary>The pinned certificate; empty to remove the pin.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The proxy's address; empty to remove the proxy.</summary>
    public Uri? Proxy { get; init; }

    public string? ProxyUserName { get; init; }

    public string? ProxyPassword { get; init; }

    public GrantType? GrantType { get; init; }

    public string? ClientId { get; init; }

    /// <summary>A new secret, which replaces the client's previous proof of identity; empty for a public client.</summary>
    public string? ClientSecret { get; init; }

    public DateTimeOffset? ClientSecretExpires { get; init; }

    public ClientAuthentication? ClientAuthentication { get; init; }

    public string? TenantId { get; init; }

    public AzureCloud? Cloud { get; init; }

    public Uri? Authority { get; init; }

    /// <summary>True makes the machine's identity the client, in place of an application.</summary>
    public bool? ManagedIdentity { get; init; }

    public string? FederatedTokenFile { get; init; }

    public string? ResourceOwner { get; init; }

    public string? Password { get; init; }

    /// <summary>The issuer; endpoints that are not given with it are removed.</summary>
    public string? Issuer { get; init; }

    public bool? IssuerInResponse { get; init; }

    public Uri? AuthorizationEndpoint { get; init; }

    public Uri? TokenEndpoint { get; init; }

    public Uri? DeviceAuthorizationEndpoint { get; init; }

    public Uri? RevocationEndpoint { get; init; }

    public Uri? RedirectUri { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public IReadOnlyDictionary<string, string>? AuthorizationParameters { get; init; }

    public IReadOnlyDictionary<string, string>? TokenParameters { get; init; }

    /// <summary>A new key or certificate, which replaces the client's previous proof of identity.</summary>
    public ClientKey? Key { get; init; }

    public string? SigningAlgorithm { get; init; }

    public string? PrivateKeyId { get; init; }

    public string? Audience { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    // There is only one proof of identity at a time: a new one replaces the old one, whatever its kind.
    private bool ReplacesProof =>
        ClientSecret is not null || Key is not null || FederatedTokenFile is not null || ManagedIdentity == true;

    /// <summary>The profile with the changes and its existing tokens; its mode has not checked the changes yet.</summary>
    /// <exception cref="OAuth2MailException">Two of the changes contradict each other.</exception>
    public StoredProfile ApplyTo(StoredProfile profile)
    {
        RequireOneProof();
        RequireFittingKey(profile.Mode);
        GrantType grant = GrantType ?? profile.OAuth.GrantType;
        if (Password is not null && grant != OAuth2Mail.GrantType.Password)
        {
            throw Conflict($"A password can be used only with grant type Password, not with {grant}.", "Leave out -Credential.");
        }

        return profile with
        {
            UserName = UserName ?? profile.UserName,
            From = Clearable(From, profile.From),
            Smtp = ApplyTo(profile.Smtp),
            OAuth = ApplyTo(profile.OAuth),
            Proxy = ApplyTo(profile.Proxy),
            Secrets = profile.Secrets with
            {
                ClientSecret = Clearable(ClientSecret, ReplacesProof ? null : profile.Secrets.ClientSecret),
                // A new secret has its own expiry date, which the user may not have given.
                ExpiresOn = ClientSecretExpires ?? Key?.ExpiresOn ?? (ReplacesProof ? null : profile.Secrets.ExpiresOn),
                Password = Password ?? (grant == OAuth2Mail.GrantType.Password ? profile.Secrets.Password : null),
                PrivateKey = KeyPart(k => k.PrivateKey, profile.Secrets.PrivateKey),
                Certificate = KeyPart(k => k.Certificate, profile.Secrets.Certificate),
            },
        };
    }

    /// <summary>Does not reveal the secrets.</summary>
    public override string ToString() => nameof(ProfileChanges);

    private void RequireOneProof()
    {
        int given = new[] { ClientSecret is not null, Key is not null, FederatedTokenFile is not null, ManagedIdentity == true }
            .Count(isGiven => isGiven);
        if (given > 1)
        {
            throw Conflict(
                "A client can have only one proof of identity.",
                "Give one of -ClientSecret, a key or certificate, -FederatedTokenFile and -ManagedIdentity.");
        }
    }

    // The libraries of these modes sign only with RSA keys.
    private void RequireFittingKey(ProfileMode mode)
    {
        if (mode is ProfileMode.Exchange or ProfileMode.ExchangeApplication or ProfileMode.GoogleServiceAccount && Key is { RsaBits: null })
        {
            throw new OAuth2MailException(
                "ClientKeyUnsupported",
                FailureKind.NotSupported,
                $"Mode {mode} signs with RSA keys only, but this is an EC key.",
                "Give an RSA key or certificate of 2,048 bits or more.");
        }
    }

    private ProxySettings? ApplyTo(ProxySettings? proxy)
    {
        Uri? address = Clearable(Proxy, proxy?.Address);
        if (address is null)
        {
            return ProxyUserName is null ? null : throw Conflict("-ProxyCredential needs a proxy, but there is none.", "Give -Proxy, too.");
        }

        // One proxy's credential must not be sent to another.
        ProxySettings current = proxy is not null && proxy.Address == address ? proxy : new ProxySettings { Address = address };
        return ProxyUserName is null ? current : current with { UserName = ProxyUserName, Password = ProxyPassword };
    }

    private SmtpSettings ApplyTo(SmtpSettings smtp) => smtp with
    {
        Server = SmtpServer ?? smtp.Server,
        // If only the security is changed, its usual port is used.
        Port = Port ?? (Security is null || Security == smtp.Security ? smtp.Port : 0),
        Security = Security ?? smtp.Security,
        CertificateRevocation = CertificateRevocation ?? smtp.CertificateRevocation,
        CertificateThumbprint = Clearable(CertificateThumbprint, smtp.CertificateThumbprint),
    };

    private OAuthSettings ApplyTo(OAuthSettings oauth) => oauth with
    {
        GrantType = GrantType ?? oauth.GrantType,
        // The machine's identity is not the application: its client id, if it has one, is a different one.
        ClientId = ClientId ?? (ManagedIdentity == true && !oauth.ManagedIdentity ? null : oauth.ClientId),
        ClientAuthentication = ClientAuthentication ?? oauth.ClientAuthentication,
        TenantId = TenantId ?? oauth.TenantId,
        Cloud = Cloud ?? oauth.Cloud,
        Authority = Clearable(Authority, oauth.Authority),
        ManagedIdentity = ManagedIdentity ?? (!ReplacesProof && oauth.ManagedIdentity),
        FederatedTokenFile = FederatedTokenFile ?? (ReplacesProof ? null : oauth.FederatedTokenFile),
        ResourceOwner = ResourceOwner
            ?? ((GrantType ?? oauth.GrantType) == OAuth2Mail.GrantType.Password ? oauth.ResourceOwner : null),
        Issuer = Issuer ?? oauth.Issuer,
        IssuerInResponse = IssuerInResponse ?? oauth.IssuerInResponse,
        AuthorizationEndpoint = Discoverable(AuthorizationEndpoint, oauth.AuthorizationEndpoint),
        TokenEndpoint = Discoverable(TokenEndpoint, oauth.TokenEndpoint),
        DeviceAuthorizationEndpoint = Discoverable(DeviceAuthorizationEndpoint, oauth.DeviceAuthorizationEndpoint),
        RevocationEndpoint = Discoverable(RevocationEndpoint, oauth.RevocationEndpoint),
        RedirectUri = Clearable(RedirectUri, oauth.RedirectUri),
        Scopes = Scopes ?? oauth.Scopes,
        AuthorizationParameters = AuthorizationParameters ?? oauth.AuthorizationParameters,
        TokenParameters = TokenParameters ?? oauth.TokenParameters,
        CertificateThumbprint = KeyPart(k => k.Thumbprint, oauth.CertificateThumbprint),
        SigningAlgorithm = SigningAlgorithm ?? oauth.SigningAlgorithm,
        PrivateKeyId = Clearable(PrivateKeyId, oauth.PrivateKeyId),
        Audience = Clearable(Audience, oauth.Audience),
        Subject = Clearable(Subject, oauth.Subject),
        Claims = Claims ?? oauth.Claims,
    };

    // A different issuer has different endpoints.
    private Uri? Discoverable(Uri? given, Uri? current) => Clearable(given, Issuer is null ? current : null);

    private string? KeyPart(Func<ClientKey, string?> part, string? current) =>
        Key is not null ? part(Key) : ReplacesProof ? null : current;

    private static Uri? Clearable(Uri? given, Uri? current) =>
        given is null ? current : given.OriginalString.Length == 0 ? null : given;

    private static string? Clearable(string? given, string? current) =>
        given is null ? current : given.Length == 0 ? null : given;

    private static OAuth2MailException Conflict(string message, string advice) =>
        new("ParameterConflict", FailureKind.InvalidArgument, message, advice);
}
