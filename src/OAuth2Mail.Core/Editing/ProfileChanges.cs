using OAuth2Mail.Profiles;

namespace OAuth2Mail.Editing;

/// <summary>Settings to give to a new profile or to change in a stored one; what is null stays as it is.</summary>
internal sealed record ProfileChanges
{
    public string? UserName { get; init; }

    /// <summary>The default sender; empty for the mailbox itself.</summary>
    public string? From { get; init; }

    public string? SmtpServer { get; init; }

    public int? Port { get; init; }

    public SmtpSecurity? Security { get; init; }

    public CertificateRevocation? CertificateRevocation { get; init; }

    /// <summary>The pinned certificate; empty to pin none any more.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>The proxy's address; an empty one for none any more.</summary>
    public Uri? Proxy { get; init; }

    public string? ProxyUserName { get; init; }

    public string? ProxyPassword { get; init; }

    public GrantType? GrantType { get; init; }

    public string? ClientId { get; init; }

    /// <summary>A new secret, which replaces whatever the client proved itself with; empty for a public client.</summary>
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

    /// <summary>The issuer; endpoints that are not given with it are none.</summary>
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

    /// <summary>A new key or certificate, which replaces whatever the client proved itself with.</summary>
    public ClientKey? Key { get; init; }

    public string? SigningAlgorithm { get; init; }

    public string? PrivateKeyId { get; init; }

    public string? Audience { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    // There is one proof at a time: a new one takes the old one's place, whatever its kind.
    private bool ReplacesProof =>
        ClientSecret is not null || Key is not null || FederatedTokenFile is not null || ManagedIdentity == true;

    /// <summary>The profile with the changes and whatever tokens it has; its mode has not checked them yet.</summary>
    /// <exception cref="OAuth2MailException">Two of the changes contradict each other.</exception>
    public StoredProfile ApplyTo(StoredProfile profile)
    {
        RequireOneProof();
        RequireFittingKey(profile.Mode);
        GrantType grant = GrantType ?? profile.OAuth.GrantType;
        if (Password is not null && grant != OAuth2Mail.GrantType.Password)
        {
            throw Conflict($"A password goes with grant type Password, and not with {grant}.", "Leave out -Credential.");
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
                // A new secret has an end of its own, which the user may not have told.
                ExpiresOn = ClientSecretExpires ?? Key?.ExpiresOn ?? (ReplacesProof ? null : profile.Secrets.ExpiresOn),
                Password = Password ?? (grant == OAuth2Mail.GrantType.Password ? profile.Secrets.Password : null),
                PrivateKey = KeyPart(k => k.PrivateKey, profile.Secrets.PrivateKey),
                Certificate = KeyPart(k => k.Certificate, profile.Secrets.Certificate),
            },
        };
    }

    /// <summary>Says nothing of the secrets.</summary>
    public override string ToString() => nameof(ProfileChanges);

    private void RequireOneProof()
    {
        int given = new[] { ClientSecret is not null, Key is not null, FederatedTokenFile is not null, ManagedIdentity == true }
            .Count(isGiven => isGiven);
        if (given > 1)
        {
            throw Conflict(
                "A client proves itself in one way.",
                "Give one of -ClientSecret, a key or certificate, -FederatedTokenFile and -ManagedIdentity.");
        }
    }

    // The libraries of these modes sign with nothing else.
    private void RequireFittingKey(ProfileMode mode)
    {
        if (mode is ProfileMode.Exchange or ProfileMode.ExchangeApplication or ProfileMode.GoogleServiceAccount && Key is { RsaBits: null })
        {
            throw new OAuth2MailException(
                "ClientKeyUnsupported",
                FailureKind.NotSupported,
                $"Mode {mode} signs with RSA keys only, and this one is an EC key.",
                "Give an RSA key or certificate of 2,048 bits or more.");
        }
    }

    private ProxySettings? ApplyTo(ProxySettings? proxy)
    {
        Uri? address = Clearable(Proxy, proxy?.Address);
        if (address is null)
        {
            return ProxyUserName is null ? null : throw Conflict("-ProxyCredential is for a proxy, and there is none.", "Give -Proxy too.");
        }

        // The credential of one proxy is nothing to another one.
        ProxySettings current = proxy is not null && proxy.Address == address ? proxy : new ProxySettings { Address = address };
        return ProxyUserName is null ? current : current with { UserName = ProxyUserName, Password = ProxyPassword };
    }

    private SmtpSettings ApplyTo(SmtpSettings smtp) => smtp with
    {
        Server = SmtpServer ?? smtp.Server,
        // A change of security alone goes to that security's usual port.
        Port = Port ?? (Security is null || Security == smtp.Security ? smtp.Port : 0),
        Security = Security ?? smtp.Security,
        CertificateRevocation = CertificateRevocation ?? smtp.CertificateRevocation,
        CertificateThumbprint = Clearable(CertificateThumbprint, smtp.CertificateThumbprint),
    };

    private OAuthSettings ApplyTo(OAuthSettings oauth) => oauth with
    {
        GrantType = GrantType ?? oauth.GrantType,
        // An identity of the machine is no application: its client id, if it has one, is another.
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

    // Another issuer has other endpoints.
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
