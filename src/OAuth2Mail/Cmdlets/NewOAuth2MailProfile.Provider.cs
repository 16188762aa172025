using System.Collections;
using System.Management.Automation;
using OAuth2Mail.Completion;
using OAuth2Mail.Pipeline;

namespace OAuth2Mail.Cmdlets;

/// <content>The provider, and what is requested from it.</content>
public sealed partial class NewOAuth2MailProfile
{
    /// <summary>The Entra tenant: its id or one of its domains; for personal accounts <c>consumers</c>.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The Microsoft cloud that the tenant belongs to; AzurePublic by default.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    public AzureCloud Cloud { get; set; }

    /// <summary>The authority's address, tenant included, in place of <c>-Cloud</c> and <c>-TenantId</c>.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    public Uri? Authority { get; set; }

    /// <summary>The OAuth 2.0 grant; AuthorizationCode by default.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    [ArgumentCompleter(typeof(GrantTypeCompleter))]
    [EnumNameTransformation(typeof(GrantType))]
    public string? GrantType { get; set; }

    /// <summary>The issuer identifier: endpoints that are not given are discovered there (RFC 8414, OpenID Connect).</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Uri? Issuer { get; set; }

    /// <summary>Where a person consents. It may already have a query string, to which the module appends.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Uri? AuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are obtained.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Uri? TokenEndpoint { get; set; }

    /// <summary>Where device codes are obtained (RFC 8628).</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Uri? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are revoked (RFC 7009).</summary>
    [Parameter(ParameterSetName = GmailSet)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>The redirect URI registered with the provider. Without it, a free loopback port is used.</summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = GmailSet)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Uri? RedirectUri { get; set; }

    /// <summary>
    /// The scopes to request, as separate values or separated by spaces. Modes for a specific provider have a default.
    /// </summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(ParameterSetName = ExchangeApplicationSet)]
    [Parameter(ParameterSetName = GmailSet)]
    [Parameter(ParameterSetName = GoogleServiceAccountSet)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public string[] Scope { get; set; } = [];

    /// <summary>
    /// Extra parameters of the authorization request, such as @{ access_type = 'offline' }. A parameter with an empty value is
    /// left out: @{ prompt = '' } does not request a consent prompt.
    /// </summary>
    [Parameter(ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Hashtable? AuthorizationParameter { get; set; }

    /// <summary>Extra parameters of every token request, such as @{ audience = 'https://smtp.example.com' }.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Parameter(ParameterSetName = PrivateKeyJwtSet)]
    public Hashtable? TokenParameter { get; set; }
}
