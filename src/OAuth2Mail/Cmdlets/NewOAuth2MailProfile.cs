using System.Management.Automation;
using System.Reflection;
using OAuth2Mail.Editing;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Cmdlets;

/// <summary>Validates a profile and stores it in a vault. One parameter set for each way to authorize.</summary>
[Cmdlet(VerbsCommon.New, "OAuth2MailProfile", SupportsShouldProcess = true)]
[OutputType(typeof(MailProfile))]
public sealed partial class NewOAuth2MailProfile : ProfileSettingsCmdlet, IDynamicParameters
{
    private const string ExchangeSet = nameof(ProfileMode.Exchange);
    private const string Microsoft365Set = nameof(ProfileMode.Microsoft365);
    private const string ExchangeApplicationSet = nameof(ProfileMode.ExchangeApplication);
    private const string GmailSet = nameof(ProfileMode.Gmail);
    private const string GoogleServiceAccountSet = nameof(ProfileMode.GoogleServiceAccount);
    private const string ClientSecretPostSet = nameof(ProfileMode.ClientSecretPost);
    private const string PrivateKeyJwtSet = nameof(ProfileMode.PrivateKeyJwt);

    /// <summary>The profile's name: at most 64 letters, digits and hyphens.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>
    /// The mailbox: the mail address that the SMTP session is authenticated for. With <c>-Microsoft365</c>, the default is the
    /// user name in <c>-Credential</c>.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ExchangeSet)]
    [Parameter(ParameterSetName = Microsoft365Set)]
    [Parameter(Mandatory = true, ParameterSetName = ExchangeApplicationSet)]
    [Parameter(Mandatory = true, ParameterSetName = GmailSet)]
    [Parameter(Mandatory = true, ParameterSetName = GoogleServiceAccountSet)]
    [Parameter(Mandatory = true, ParameterSetName = ClientSecretPostSet)]
    [Parameter(Mandatory = true, ParameterSetName = PrivateKeyJwtSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>Overwrites a profile of the same name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Microsoft: a person consents once.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ExchangeSet)]
    public SwitchParameter Exchange { get; set; }

    /// <summary>Microsoft: a stored password. Works only for accounts without a second factor.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Microsoft365Set)]
    public SwitchParameter Microsoft365 { get; set; }

    /// <summary>
    /// Microsoft: the application itself signs in, with a secret, certificate, federated token or managed identity.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ExchangeApplicationSet)]
    public SwitchParameter ExchangeApplication { get; set; }

    /// <summary>Google: a person consents once.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GmailSet)]
    public SwitchParameter Gmail { get; set; }

    /// <summary>Google Workspace: a service account to which the domain has delegated access to its mailboxes.</summary>
    [Parameter(Mandatory = true, ParameterSetName = GoogleServiceAccountSet)]
    public SwitchParameter GoogleServiceAccount { get; set; }

    /// <summary>Any provider; the client has a secret or is public.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ClientSecretPostSet)]
    public SwitchParameter ClientSecretPost { get; set; }

    /// <summary>Any provider; the client signs with a private key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PrivateKeyJwtSet)]
    public SwitchParameter PrivateKeyJwt { get; set; }

    /// <summary>
    /// There are none. PowerShell asks once all others are bound, and would report only that no parameter set fits.
    /// </summary>
    /// <exception cref="OAuth2MailException">Nothing says how the profile is authorized.</exception>
    public object? GetDynamicParameters()
    {
        bool isModeGiven = Exchange || Microsoft365 || ExchangeApplication || Gmail || GoogleServiceAccount || ClientSecretPost || PrivateKeyJwt;
        bool isCalled = MyInvocation.BoundParameters.Count > 0 || MyInvocation.Line.Length > 0;
        return isModeGiven || !isCalled ? null : throw new OAuth2MailException(
            "ModeMissing",
            FailureKind.InvalidArgument,
            $"How is the profile authorized? Give one of {string.Join(", ", typeof(ProfileMode).GetEnumNames().Select(mode => "-" + mode))}.");
    }

    private protected override object? ErrorTarget => Name;

    /// <summary>Whether profiles of a mode have the setting that a parameter sets. This is decided only here.</summary>
    internal static bool Takes(ProfileMode mode, string parameter) =>
        typeof(NewOAuth2MailProfile).GetProperty(parameter) is not PropertyInfo property
        || property.GetCustomAttributes<ParameterAttribute>().Any(
            p => p.ParameterSetName is ParameterAttribute.AllParameterSets || p.ParameterSetName == mode.ToString());

    private ProfileMode Mode =>
        Enum.TryParse(ParameterSetName, out ProfileMode mode) ? mode : throw new InvalidOperationException(ParameterSetName);

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var services = new ModuleServices(pipeline);
        ProfileRepository profiles = services.Profiles;
        ProfileName name = ProfileName.Parse(Name);
        ProfileChanges settings = await pipeline.InvokeAsync(cmdlet => new ProfileParameters(cmdlet).Read()).ConfigureAwait(false);
        settings = settings with { UserName = settings.UserName ?? settings.ResourceOwner };
        StoredProfile blank = ProfileEditor.Blank(name, Mode);
        settings = await ProfileEditor.DiscoverAsync(blank, settings, services.Http, cancellationToken).ConfigureAwait(false);
        StoredProfile profile = ProfileEditor.Apply(blank, settings);
        WarnOfSecretId(profile, pipeline);
        WarnOfWeakKey(settings, pipeline);

        string vault = await profiles.ChooseVaultAsync(Vault, cancellationToken).ConfigureAwait(false);
        var location = new ProfileLocation(name, vault);
        bool exists = await ExistsAsync(profiles, location, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldProcessAsync(location.ToString(), exists ? "Overwrite profile" : "Store profile").ConfigureAwait(false))
        {
            return;
        }

        // Under the lock: a refresh that is under way would write the old profile over the new one.
        using (await profiles.LockAsync(location, cancellationToken).ConfigureAwait(false))
        {
            // Again: another process may have created one while the user was asked.
            await ExistsAsync(profiles, location, cancellationToken).ConfigureAwait(false);
            await profiles.SaveAsync(location, profile, cancellationToken).ConfigureAwait(false);
        }

        bool requiresConsent = TokenProviders.For(profile.Mode).RequiresConsent(profile);
        await pipeline.WriteObjectAsync(new MailProfile(profile, vault, requiresConsent)).ConfigureAwait(false);
    }

    // A profile that a newer version wrote is not overwritten, not even with -Force; a damaged one may be.
    private async Task<bool> ExistsAsync(ProfileRepository profiles, ProfileLocation location, CancellationToken cancellationToken)
    {
        try
        {
            if (await profiles.TryLoadAsync(location, cancellationToken).ConfigureAwait(false) is null)
            {
                return false;
            }
        }
        catch (OAuth2MailException e) when (Force && e.ErrorId == "ProfileDamaged")
        {
            return true;
        }

        return Force ? true : throw new OAuth2MailException(
            "ProfileExists",
            FailureKind.AlreadyExists,
            $"Profile {location} already exists.",
            "Change it with Set-OAuth2MailProfile, or overwrite it with -Force; then it has to be authorized again.");
    }
}
