using System.Management.Automation;
using OAuth2Mail.Completion;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>A cmdlet that works on one stored profile, from the pipeline too.</summary>
public abstract class ProfileCmdlet : RecordCmdlet
{
    /// <summary>The profile's name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>
    /// The vault that holds the profile. By default, the default vault, or else the only registered vault that has it.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    private protected override object? ErrorTarget => Name;

    private protected Task<(ProfileLocation Location, StoredProfile Profile)> FindProfileAsync(
        ModuleServices services, CancellationToken cancellationToken) =>
        services.Profiles.FindAsync(ProfileName.Parse(Name), Vault, cancellationToken);
}
