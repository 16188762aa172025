using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.Cmdlets;

/// <content>Who the client is, and how it proves its identity.</content>
public sealed partial class NewOAuth2MailProfile
{
    /// <summary>
    /// The client's (application's) id at the provider. With <c>-ManagedIdentity</c>, the client id of a user-assigned identity.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ExchangeSet)]
    [Parameter(Mandatory = true, ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = GmailSet)]
    [Parameter(Mandatory = true, ParameterSetName = ClientSecretPostSet)]
    [Parameter(Mandatory = true, ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The client's secret; a public client has none.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = GmailSet)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public SecureString? ClientSecret { get; set; }

    /// <summary>When the provider stops accepting the client secret.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = GmailSet)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public DateTime? ClientSecretExpires { get; set; }

    /// <summary>Whether the client secret is sent in the form (Post, the default) or in a Basic header.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public ClientAuthentication ClientAuthentication { get; set; }

    /// <summary>User and password, for <c>-Microsoft365</c> and for grant type Password.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The client's certificate with its private key. If the key cannot be exported, it stays in its store.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>A file with the client's certificate and its private key: PFX (PKCS#12) or PEM. Its content goes into the vault.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificateFile { get; set; }

    /// <summary>The password of the certificate file.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The SHA-1 thumbprint of a certificate in Cert:\CurrentUser\My or Cert:\LocalMachine\My.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>The managed identity of this machine: system-assigned, or user-assigned with <c>-ClientId</c>.</summary>
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>
    /// A file with a token from a federated issuer, read again on each use; in Kubernetes $env:AZURE_FEDERATED_TOKEN_FILE.
    /// </summary>
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>The JSON file that Google provides for an OAuth client of type Desktop app or Web application.</summary>
    [Parameter(ParameterSetName = GmailSet)]
    [ValidateNotNullOrEmpty]
    public string? CredentialFile { get; set; }

    /// <summary>The JSON key file of a service account.</summary>
    [Parameter(ParameterSetName = GoogleServiceAccountSet)]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>The service account's address, instead of a key file.</summary>
    [Parameter(ParameterSetName = GoogleServiceAccountSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientEmail { get; set; }

    /// <summary>A file with the private key: PEM (PKCS#1, PKCS#8, encrypted PKCS#8, EC) or JWK. Its content goes into the vault.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? PrivateKeyFile { get; set; }

    /// <summary>The private key itself, as PEM or JWK text.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [Parameter(ParameterSetName = GoogleServiceAccountSet)]
    public SecureString? PrivateKey { get; set; }

    /// <summary>The password of an encrypted private key.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public SecureString? PrivateKeyPassword { get; set; }

    /// <summary>The key's id at the provider; becomes the assertion's <c>kid</c>.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [Parameter(ParameterSetName = GoogleServiceAccountSet)]
    [ValidateNotNullOrEmpty]
    public string? PrivateKeyId { get; set; }

    /// <summary>How assertions are signed; by default RS256, or the algorithm that matches the EC key's curve.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ValidateSet("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")]
    public string? SigningAlgorithm { get; set; }

    /// <summary>The assertion's audience; the token endpoint by default.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? Audience { get; set; }

    /// <summary>The assertion's subject; by default the client id, or the mailbox with grant type JwtBearer.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? Subject { get; set; }

    /// <summary>Extra claims of the assertion.</summary>
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Hashtable? Claim { get; set; }
}
