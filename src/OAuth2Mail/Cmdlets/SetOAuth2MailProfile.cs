using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Completion;
using OAuth2Mail.Editing;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Cmdlets;

/// <summary>Changes a profile. Tokens that are still valid for it are kept.</summary>
[Cmdlet(VerbsCommon.Set, "OAuth2MailProfile", SupportsShouldProcess = true)]
[OutputType(typeof(MailProfile))]
public sealed class SetOAuth2MailProfile : ProfileSettingsCmdlet
{
    /// <summary>The profile's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The mailbox. Changing it requires new consent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The client's (application's) id at the provider. Changing it requires new consent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The service account's address. Changing it means a different client.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientEmail { get; set; }

    /// <summary>
    /// The client's new secret. It takes effect without new consent and replaces the client's previous proof of identity; an
    /// empty one makes it a public client.
    /// </summary>
    [Parameter]
    public SecureString? ClientSecret { get; set; }

    /// <summary>When the provider stops accepting the client secret.</summary>
    [Parameter]
    public DateTime? ClientSecretExpires { get; set; }

    /// <summary>Whether the client secret is sent in the form or in a Basic header.</summary>
    [Parameter]
    public ClientAuthentication? ClientAuthentication { get; set; }

    /// <summary>User and password for grant type Password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The client's new certificate with its private key.</summary>
    [Parameter]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>A file with the client's new certificate and its private key: PFX or PEM.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateFile { get; set; }

    /// <summary>The password of the certificate file.</summary>
    [Parameter]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The SHA-1 thumbprint of the client's new certificate in the user's or machine's store.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>A file with the client's new private key: PEM or JWK.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PrivateKeyFile { get; set; }

    /// <summary>The client's new private key itself, as PEM or JWK text.</summary>
    [Parameter]
    public SecureString? PrivateKey { get; set; }

    /// <summary>The password of an encrypted private key.</summary>
    [Parameter]
    public SecureString? PrivateKeyPassword { get; set; }

    /// <summary>The key's id at the provider; empty for none.</summary>
    [Parameter]
    public string? PrivateKeyId { get; set; }

    /// <summary>A new JSON file of the same Google OAuth client, with its new secret.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CredentialFile { get; set; }

    /// <summary>A new JSON key file of the service account.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>A file with a token from a federated issuer, which replaces the client's previous proof of identity.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FederatedTokenFile { get; set; }

    /// <summary>The Entra tenant. Changing it requires new consent.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>The Microsoft cloud that the tenant belongs to. Changing it requires new consent.</summary>
    [Parameter]
    public AzureCloud? Cloud { get; set; }

    /// <summary>
    /// The authority's address, tenant included, in place of <c>-Cloud</c> and <c>-TenantId</c>. Changing it requires new
    /// consent; $null goes back to those.
    /// </summary>
    [Parameter]
    public Uri? Authority { get; set; }

    /// <summary>The machine's managed identity in place of the application; user-assigned with <c>-ClientId</c>.</summary>
    [Parameter]
    public SwitchParameter ManagedIdentity { get; set; }

    /// <summary>The OAuth 2.0 grant. Changing it requires new consent, if the new grant needs any.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(GrantTypeCompleter))]
    [EnumNameTransformation(typeof(GrantType))]
    public string? GrantType { get; set; }

    /// <summary>How assertions are signed.</summary>
    [Parameter]
    [ValidateSet("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")]
    public string? SigningAlgorithm { get; set; }

    /// <summary>The assertion's audience; empty for the token endpoint.</summary>
    [Parameter]
    public string? Audience { get; set; }

    /// <summary>The assertion's subject; empty for the client id, or with grant type JwtBearer the mailbox.</summary>
    [Parameter]
    public string? Subject { get; set; }

    /// <summary>Extra claims of the assertion; replaces those that were there.</summary>
    [Parameter]
    public Hashtable? Claim { get; set; }

    /// <summary>The issuer identifier; endpoints that are not given with it are discovered again.</summary>
    [Parameter]
    public Uri? Issuer { get; set; }

    /// <summary>Where a person consents.</summary>
    [Parameter]
    public Uri? AuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are obtained.</summary>
    [Parameter]
    public Uri? TokenEndpoint { get; set; }

    /// <summary>Where device codes are obtained (RFC 8628); $null removes it.</summary>
    [Parameter]
    public Uri? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are revoked (RFC 7009); $null removes it.</summary>
    [Parameter]
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>The redirect URI registered with the provider; $null for any free loopback port.</summary>
    [Parameter]
    public Uri? RedirectUri { get; set; }

    /// <summary>The scopes to request. Changing them requires new consent.</summary>
    [Parameter]
    public string[]? Scope { get; set; }

    /// <summary>Extra parameters of the authorization request; replaces those that were there.</summary>
    [Parameter]
    public Hashtable? AuthorizationParameter { get; set; }

    /// <summary>Extra parameters of every token request; replaces those that were there.</summary>
    [Parameter]
    public Hashtable? TokenParameter { get; set; }

    /// <summary>Writes the changed profile to the output.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? ErrorTarget => Name;

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var services = new ModuleServices(pipeline);
        ProfileRepository profiles = services.Profiles;
        (ProfileLocation location, StoredProfile stored) = await profiles
            .FindAsync(ProfileName.Parse(Name), Vault, cancellationToken).ConfigureAwait(false);
        RequireApplicable(stored.Mode);
        ProfileChanges changes = await pipeline.InvokeAsync(cmdlet => new ProfileParameters(cmdlet).Read()).ConfigureAwait(false);
        changes = await ProfileEditor.DiscoverAsync(stored, changes, services.Http, cancellationToken).ConfigureAwait(false);
        StoredProfile planned = ProfileEditor.Apply(stored, changes);
        WarnOfSecretId(planned, pipeline);
        WarnOfWeakKey(changes, pipeline);
        IReadOnlyList<string> differences = ProfileDifference.Find(stored, planned);
        string action = differences.Count == 0 ? "Change nothing" : $"Change {string.Join("; ", differences)}";
        if (!await pipeline.ShouldProcessAsync(location.ToString(), action).ConfigureAwait(false))
        {
            return;
        }

        // Applied to what the vault holds now: a refresh or another change may have happened in the meantime.
        StoredProfile changed = await profiles
            .UpdateAsync(location, latest => ProfileEditor.Apply(latest, changes), cancellationToken).ConfigureAwait(false);
        bool requiresConsent = TokenProviders.For(changed.Mode).RequiresConsent(changed);
        if (requiresConsent && stored.Tokens is not null && changed.Tokens is null)
        {
            pipeline.Warning(
                $"The old consent no longer applies: authorize profile '{Name}' again with Invoke-OAuth2Authorization -Name {Name}.");
        }

        if (PassThru)
        {
            await pipeline.WriteObjectAsync(new MailProfile(changed, location.Vault, requiresConsent)).ConfigureAwait(false);
        }
    }

    private void RequireApplicable(ProfileMode mode)
    {
        string? foreign = MyInvocation.BoundParameters.Keys.FirstOrDefault(name => !NewOAuth2MailProfile.Takes(mode, name));
        if (foreign is not null)
        {
            throw new OAuth2MailException(
                "ParameterNotApplicable",
                FailureKind.InvalidArgument,
                $"-{foreign} does not apply to a profile of mode {mode}. Nothing was changed.",
                $"See the parameter set {mode} of New-OAuth2MailProfile; for another mode, create a new profile.");
        }
    }
}
