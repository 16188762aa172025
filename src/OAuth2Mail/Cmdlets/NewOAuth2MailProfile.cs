using System.Collections;
using System.Management.Automation;
using System.Security;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Secrets;

namespace OAuth2Mail.Cmdlets;

/// <summary>Validates a profile and stores it in a vault. One parameter set for each way to authorize.</summary>
[Cmdlet(VerbsCommon.New, "OAuth2MailProfile", SupportsShouldProcess = true)]
[OutputType(typeof(MailProfile))]
public sealed class NewOAuth2MailProfile : ProfileSettingsCmdlet
{
    private const string ClientSecretPostSet = nameof(ProfileMode.ClientSecretPost);

    /// <summary>The profile's name: letters, digits and hyphens, at most 64.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The mailbox: the mail address that the SMTP session is authenticated for.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string UserName { get; set; } = "";

    /// <summary>Overwrites a profile of the same name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Any provider; the client has a secret or is public.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSecretPostSet)]
    public SwitchParameter ClientSecretPost { get; set; }

    /// <summary>The OAuth 2.0 grant; AuthorizationCode by default.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public GrantType GrantType { get; set; }

    /// <summary>The client's (application's) id at the provider.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSecretPostSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>The client's secret; a public client has none.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public SecureString? ClientSecret { get; set; }

    /// <summary>When the provider stops accepting the client secret.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public DateTime? ClientSecretExpires { get; set; }

    /// <summary>Whether the client secret goes into the form (Post, the default) or into a Basic header.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public ClientAuthentication ClientAuthentication { get; set; }

    /// <summary>User and password for grant type Password.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>The issuer identifier: endpoints that are not given are discovered there (RFC 8414, OpenID Connect).</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Uri? Issuer { get; set; }

    /// <summary>Where a person consents. May hold a query, to which the module appends.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Uri? AuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are obtained.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Uri? TokenEndpoint { get; set; }

    /// <summary>Where device codes are obtained (RFC 8628).</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Uri? DeviceAuthorizationEndpoint { get; set; }

    /// <summary>Where tokens are revoked (RFC 7009).</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Uri? RevocationEndpoint { get; set; }

    /// <summary>The redirect URI registered at the provider. Without it, a free port on 127.0.0.1 is used.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Uri? RedirectUri { get; set; }

    /// <summary>The scopes to ask for, one each or separated by blanks.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public string[] Scope { get; set; } = [];

    /// <summary>
    /// Extra parameters of the authorization request, such as @{ access_type = 'offline' }. One with an empty value is
    /// left out: @{ prompt = '' } asks for no consent prompt.
    /// </summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Hashtable? AuthorizationParameter { get; set; }

    /// <summary>Extra parameters of every token request, such as @{ audience = 'https://smtp.example.com' }.</summary>
    [Parameter(ParameterSetName = ClientSecretPostSet)]
    public Hashtable? TokenParameter { get; set; }

    private protected override object? ErrorTarget => Name;

    private protected override async Task ProcessAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        ProfileRepository profiles = new ModuleServices(pipeline).Profiles;
        ProfileName name = ProfileName.Parse(Name);
        var blank = new StoredProfile { Name = name.ToString(), Mode = ProfileMode.ClientSecretPost, UserName = UserName };
        StoredProfile profile =
            await CompleteAsync(CollectChanges().ApplyTo(blank), cancellationToken).ConfigureAwait(false);

        string vault = await profiles.ChooseVaultAsync(Vault, cancellationToken).ConfigureAwait(false);
        var location = new ProfileLocation(name, vault);
        if (!await pipeline.ShouldProcessAsync(location.ToString(), "Store profile").ConfigureAwait(false))
        {
            return;
        }

        if (!Force && await profiles.TryLoadAsync(location, cancellationToken).ConfigureAwait(false) is not null)
        {
            throw new OAuth2MailException(
                "ProfileExists",
                FailureKind.AlreadyExists,
                $"Profile {location} exists already.",
                "Change it with Set-OAuth2MailProfile, or overwrite it with -Force; then it has to be authorized again.");
        }

        await profiles.SaveAsync(location, profile, cancellationToken).ConfigureAwait(false);
        bool requiresConsent = TokenProviders.For(profile.Mode).RequiresConsent(profile);
        await pipeline.WriteObjectAsync(new MailProfile(profile, vault, requiresConsent)).ConfigureAwait(false);
    }

    private ProfileChanges CollectChanges() => WithCommonSettings(new ProfileChanges
    {
        GrantType = GrantType,
        ClientId = ClientId,
        ClientSecret = ClientSecret is null ? null : SecureStringText.Read(ClientSecret),
        ClientSecretExpires = ClientSecretExpires,
        ClientAuthentication = ClientAuthentication,
        ResourceOwner = Credential?.UserName,
        Password = Credential is null ? null : SecureStringText.Read(Credential.Password),
        Issuer = Issuer?.OriginalString,
        AuthorizationEndpoint = AuthorizationEndpoint,
        TokenEndpoint = TokenEndpoint,
        DeviceAuthorizationEndpoint = DeviceAuthorizationEndpoint,
        RevocationEndpoint = RevocationEndpoint,
        RedirectUri = RedirectUri,
        Scopes = [.. Scope.SelectMany(s => s.Split([' '], StringSplitOptions.RemoveEmptyEntries))],
        AuthorizationParameters = ToDictionary(AuthorizationParameter),
        TokenParameters = ToDictionary(TokenParameter),
    });
}
