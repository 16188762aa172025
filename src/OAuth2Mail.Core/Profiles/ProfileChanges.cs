namespace OAuth2Mail.Profiles;

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

    public ProxySettings? Proxy { get; init; }

    public GrantType? GrantType { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public DateTimeOffset? ClientSecretExpires { get; init; }

    public ClientAuthentication? ClientAuthentication { get; init; }

    public string? TenantId { get; init; }

    public AzureCloud? Cloud { get; init; }

    public Uri? Authority { get; init; }

    public bool? ManagedIdentity { get; init; }

    public string? FederatedTokenFile { get; init; }

    public string? ResourceOwner { get; init; }

    public string? Password { get; init; }

    public string? Issuer { get; init; }

    public Uri? AuthorizationEndpoint { get; init; }

    public Uri? TokenEndpoint { get; init; }

    public Uri? DeviceAuthorizationEndpoint { get; init; }

    public Uri? RevocationEndpoint { get; init; }

    public Uri? RedirectUri { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public IReadOnlyDictionary<string, string>? AuthorizationParameters { get; init; }

    public IReadOnlyDictionary<string, string>? TokenParameters { get; init; }

    /// <summary>A new key or certificate; the old one, of whichever kind, is replaced.</summary>
    public ClientKey? Key { get; init; }

    public string? SigningAlgorithm { get; init; }

    public string? PrivateKeyId { get; init; }

    public string? Audience { get; init; }

    public string? Subject { get; init; }

    public IReadOnlyDictionary<string, string>? Claims { get; init; }

    /// <summary>The profile with the changes. Tokens that were given for something else are dropped.</summary>
    /// <exception cref="OAuth2MailException">A secret and a key are given at once.</exception>
    public StoredProfile ApplyTo(StoredProfile profile)
    {
        if (ClientSecret is not null && Key is not null)
        {
            throw new OAuth2MailException(
                "ParameterConflict",
                FailureKind.InvalidArgument,
                "A client proves itself with a secret or with a key or certificate, not with both.");
        }

        StoredProfile changed = profile with
        {
            UserName = UserName ?? profile.UserName,
            From = Clearable(From, profile.From),
            Smtp = ApplyTo(profile.Smtp),
            OAuth = ApplyTo(profile.OAuth),
            Proxy = Proxy ?? profile.Proxy,
            Secrets = profile.Secrets with
            {
                // A key takes the place of a secret, and the other way round.
                ClientSecret = ClientSecret ?? (Key is null ? profile.Secrets.ClientSecret : null),
                // A new secret has an end of its own, which the user may not have told.
                ExpiresOn = ClientSecretExpires ?? Key?.ExpiresOn
                    ?? (ClientSecret is null && Key is null ? profile.Secrets.ExpiresOn : null),
                Password = Password ?? profile.Secrets.Password,
                PrivateKey = KeyPart(k => k.PrivateKey, profile.Secrets.PrivateKey),
                Certificate = KeyPart(k => k.Certificate, profile.Secrets.Certificate),
            },
        };
        return ConsentHolds(profile, changed) ? changed : changed with { Tokens = null, Pending = null };
    }

    /// <summary>Says nothing of the secrets.</summary>
    public override string ToString() => nameof(ProfileChanges);

    /// <summary>Whether what was consented to is still the same: client, server, user and scope.</summary>
    private static bool ConsentHolds(StoredProfile before, StoredProfile after) =>
        string.Equals(before.UserName, after.UserName, StringComparison.OrdinalIgnoreCase)
        && before.OAuth.GrantType == after.OAuth.GrantType
        && before.OAuth.ClientId == after.OAuth.ClientId
        && before.OAuth.TokenEndpoint == after.OAuth.TokenEndpoint
        && before.OAuth.TenantId == after.OAuth.TenantId
        && before.OAuth.Cloud == after.OAuth.Cloud
        && before.OAuth.Authority == after.OAuth.Authority
        && before.OAuth.ResourceOwner == after.OAuth.ResourceOwner
        && before.OAuth.Subject == after.OAuth.Subject
        && before.OAuth.Scopes.OrderBy(s => s, StringComparer.Ordinal)
            .SequenceEqual(after.OAuth.Scopes.OrderBy(s => s, StringComparer.Ordinal), StringComparer.Ordinal);

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
        ClientId = ClientId ?? oauth.ClientId,
        ClientAuthentication = ClientAuthentication ?? oauth.ClientAuthentication,
        TenantId = TenantId ?? oauth.TenantId,
        Cloud = Cloud ?? oauth.Cloud,
        Authority = Authority ?? oauth.Authority,
        ManagedIdentity = ManagedIdentity ?? oauth.ManagedIdentity,
        FederatedTokenFile = FederatedTokenFile ?? oauth.FederatedTokenFile,
        ResourceOwner = ResourceOwner ?? oauth.ResourceOwner,
        Issuer = Issuer ?? oauth.Issuer,
        AuthorizationEndpoint = Discoverable(AuthorizationEndpoint, oauth.AuthorizationEndpoint),
        TokenEndpoint = Discoverable(TokenEndpoint, oauth.TokenEndpoint),
        DeviceAuthorizationEndpoint = Discoverable(DeviceAuthorizationEndpoint, oauth.DeviceAuthorizationEndpoint),
        RevocationEndpoint = Discoverable(RevocationEndpoint, oauth.RevocationEndpoint),
        RedirectUri = RedirectUri ?? oauth.RedirectUri,
        Scopes = Scopes ?? oauth.Scopes,
        AuthorizationParameters = AuthorizationParameters ?? oauth.AuthorizationParameters,
        TokenParameters = TokenParameters ?? oauth.TokenParameters,
        CertificateThumbprint = KeyPart(k => k.Thumbprint, oauth.CertificateThumbprint),
        SigningAlgorithm = SigningAlgorithm ?? oauth.SigningAlgorithm,
        PrivateKeyId = PrivateKeyId ?? oauth.PrivateKeyId,
        Audience = Audience ?? oauth.Audience,
        Subject = Subject ?? oauth.Subject,
        Claims = Claims ?? oauth.Claims,
    };

    // Another issuer has other endpoints: those that are not given with it are discovered.
    private Uri? Discoverable(Uri? given, Uri? current) => given ?? (Issuer is null ? current : null);

    private string? KeyPart(Func<ClientKey, string?> part, string? current) =>
        Key is not null ? part(Key) : ClientSecret is null ? current : null;

    private static string? Clearable(string? given, string? current) =>
        given is null ? current : given.Length == 0 ? null : given;
}
