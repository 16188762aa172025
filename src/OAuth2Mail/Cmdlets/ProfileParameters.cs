using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Editing;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Secrets;
using New = OAuth2Mail.Cmdlets.NewOAuth2MailProfile;

namespace OAuth2Mail.Cmdlets;

/// <summary>
/// The one place that says which parameter gives which setting. New- and Set-OAuth2MailProfile have parameters of the same
/// names; only those that are bound are read, so that an explicit null differs from an omitted parameter.
/// </summary>
/// <param name="cmdlet">The cmdlet.</param>
internal sealed class ProfileParameters(PSCmdlet cmdlet)
{
    private static readonly Uri s_none = new("", UriKind.Relative);

    /// <summary>What is bound, as changes to a profile.</summary>
    /// <exception cref="OAuth2MailException">A file or key cannot be read.</exception>
    public ProfileChanges Read()
    {
        ProfileChanges file = ReadGoogleFile();
        PSCredential? owner = Get<PSCredential>(nameof(New.Credential));
        PSCredential? proxy = Get<PSCredential>(nameof(New.ProxyCredential));
        return file with
        {
            UserName = Get<string>(nameof(New.UserName)),
            From = Get<string>(nameof(New.From)),
            SmtpServer = Get<string>(nameof(New.SmtpServer)),
            Port = Find<int>(nameof(New.Port)),
            Security = Find<SmtpSecurity>(nameof(New.Security)),
            CertificateRevocation = Find<CertificateRevocation>(nameof(New.CertificateRevocation)),
            CertificateThumbprint = Get<string>(nameof(New.ServerCertificateThumbprint)),
            Proxy = Address(nameof(New.Proxy)),
            ProxyUserName = proxy?.UserName,
            ProxyPassword = SecureStringText.Read(proxy?.Password),
            GrantType = Get<string>(nameof(New.GrantType)) is string grant ? LanguagePrimitives.ConvertTo<GrantType>(grant) : null,
            ClientId = Get<string>(nameof(New.ClientId)) ?? Get<string>(nameof(New.ClientEmail)) ?? file.ClientId,
            ClientSecret = Secret(nameof(New.ClientSecret)) ?? file.ClientSecret,
            ClientSecretExpires = Find<DateTime>(nameof(New.ClientSecretExpires)),
            ClientAuthentication = Find<ClientAuthentication>(nameof(New.ClientAuthentication)),
            ResourceOwner = owner?.UserName,
            Password = SecureStringText.Read(owner?.Password),
            Key = ReadKey() ?? file.Key,
            ManagedIdentity = Find<SwitchParameter>(nameof(New.ManagedIdentity)) is { IsPresent: true } ? true : null,
            FederatedTokenFile = Get<string>(nameof(New.FederatedTokenFile)) is string token
                ? SecretFile.Resolve(cmdlet, token, "-FederatedTokenFile")
                : null,
            TenantId = Get<string>(nameof(New.TenantId)),
            Cloud = Find<AzureCloud>(nameof(New.Cloud)),
            Authority = Address(nameof(New.Authority)),
            Issuer = Get<Uri>(nameof(New.Issuer))?.OriginalString,
            AuthorizationEndpoint = Get<Uri>(nameof(New.AuthorizationEndpoint)) ?? file.AuthorizationEndpoint,
            TokenEndpoint = Get<Uri>(nameof(New.TokenEndpoint)) ?? file.TokenEndpoint,
            DeviceAuthorizationEndpoint = Address(nameof(New.DeviceAuthorizationEndpoint)),
            RevocationEndpoint = Address(nameof(New.RevocationEndpoint)),
            RedirectUri = Address(nameof(New.RedirectUri)) ?? file.RedirectUri,
            Scopes = SplitScopes(Get<string[]>(nameof(New.Scope))),
            AuthorizationParameters = Table(nameof(New.AuthorizationParameter)),
            TokenParameters = Table(nameof(New.TokenParameter)),
            SigningAlgorithm = Get<string>(nameof(New.SigningAlgorithm)),
            PrivateKeyId = Get<string>(nameof(New.PrivateKeyId)) ?? file.PrivateKeyId,
            Audience = Get<string>(nameof(New.Audience)),
            Subject = Get<string>(nameof(New.Subject)),
            Claims = Table(nameof(New.Claim)),
        };
    }

    // Explicit parameters take precedence over one of Google's files.
    private ProfileChanges ReadGoogleFile() =>
        Get<string>(nameof(New.CredentialFile)) is string client
            ? GoogleKeyFile.ReadClient(SecretFile.ReadText(cmdlet, client, "-CredentialFile"))
        : Get<string>(nameof(New.KeyFile)) is string key
            ? GoogleKeyFile.ReadServiceAccount(SecretFile.ReadText(cmdlet, key, "-KeyFile"))
        : new ProfileChanges();

    private ClientKey? ReadKey() => new KeyParameters
    {
        Certificate = Get<X509Certificate2>(nameof(New.Certificate)),
        CertificateFile = Get<string>(nameof(New.CertificateFile)),
        CertificatePassword = Get<SecureString>(nameof(New.CertificatePassword)),
        CertificateThumbprint = Get<string>(nameof(New.CertificateThumbprint)),
        PrivateKey = Get<SecureString>(nameof(New.PrivateKey)),
        PrivateKeyFile = Get<string>(nameof(New.PrivateKeyFile)),
        PrivateKeyPassword = Get<SecureString>(nameof(New.PrivateKeyPassword)),
    }.Read(cmdlet);

    private T? Get<T>(string parameter)
        where T : class => TryGet(parameter, out object? value) ? (T?)value : null;

    private T? Find<T>(string parameter)
        where T : struct => TryGet(parameter, out object? value) ? (T?)value : null;

    // PowerShell turns an empty address into null, which here means to remove the address.
    private Uri? Address(string parameter) => TryGet(parameter, out object? value) ? (Uri?)value ?? s_none : null;

    private string? Secret(string parameter) => SecureStringText.Read(Get<SecureString>(parameter));

    private Dictionary<string, string>? Table(string parameter) => Get<Hashtable>(parameter)?
        .Cast<DictionaryEntry>()
        .ToDictionary(
            entry => entry.Key.ToString()!, entry => LanguagePrimitives.ConvertTo<string>(entry.Value), StringComparer.Ordinal);

    // As separate values or, as providers write them, separated by spaces.
    private static string[]? SplitScopes(string[]? scopes) =>
        scopes is null ? null : [.. scopes.SelectMany(s => s.Split([' '], StringSplitOptions.RemoveEmptyEntries))];

    private bool TryGet(string parameter, out object? value)
    {
        bool isBound = cmdlet.MyInvocation.BoundParameters.TryGetValue(parameter, out object? bound);
        value = StructuredValue.Unwrap(bound);
        return isBound;
    }
}
