using System.Management.Automation;
using OAuth2Mail.Completion;
using OAuth2Mail.Errors;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Cmdlets;

/// <summary>Lists profiles and their state, but never a secret.</summary>
[Cmdlet(VerbsCommon.Get, "OAuth2MailProfile")]
[OutputType(typeof(MailProfile))]
public sealed class GetOAuth2MailProfile : RecordCmdlet
{
    /// <summary>Names or wildcard patterns. By default, all profiles.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ProfileNameCompleter))]
    [SupportsWildcards]
    public string[] Name { get; set; } = ["*"];

    /// <summary>The only vault to search. By default, all registered vaults.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Vault { get; set; }

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        ProfileRepository profiles = new ModuleServices(pipeline).Profiles;
        var failures = new List<(string Vault, OAuth2MailException Failure)>();
        IReadOnlyList<ProfileLocation> locations = await profiles
            .ListAsync(Vault, (vault, failure) => failures.Add((vault, failure)), cancellationToken).ConfigureAwait(false);
        foreach ((string vault, OAuth2MailException failure) in failures)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(failure, vault)).ConfigureAwait(false);
        }

        foreach (string name in Name)
        {
            var pattern = new WildcardPattern(name, WildcardOptions.IgnoreCase);
            ProfileLocation[] matches = [.. locations.Where(location => pattern.IsMatch(location.Name.ToString()))];
            foreach (ProfileLocation location in matches)
            {
                await WriteProfileAsync(profiles, location, pipeline, cancellationToken).ConfigureAwait(false);
            }

            if (matches.Length == 0 && failures.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                var missing = new OAuth2MailException(
                    "ProfileNotFound",
                    FailureKind.NotFound,
                    $"There is no profile '{name}'.",
                    "Get-OAuth2MailProfile lists the profiles; New-OAuth2MailProfile creates one.");
                await pipeline.WriteErrorAsync(ErrorRecords.From(missing, name)).ConfigureAwait(false);
            }
        }
    }

    private static async Task WriteProfileAsync(
        ProfileRepository profiles, ProfileLocation location, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        try
        {
            StoredProfile profile = await profiles.LoadAsync(location, cancellationToken).ConfigureAwait(false);
            bool requiresConsent = TokenProviders.For(profile.Mode).RequiresConsent(profile);
            await pipeline.WriteObjectAsync(new MailProfile(profile, location.Vault, requiresConsent)).ConfigureAwait(false);
        }
        catch (OAuth2MailException e)
        {
            await pipeline.WriteErrorAsync(ErrorRecords.From(e, location.Name.ToString())).ConfigureAwait(false);
        }
    }
}
