using System.Management.Automation;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Cmdlets;

/// <summary>Deletes a profile and, on request, revokes its authorization at the provider.</summary>
[Cmdlet(VerbsCommon.Remove, "OAuth2MailProfile", SupportsShouldProcess = true)]
public sealed class RemoveOAuth2MailProfile : ProfileCmdlet
{
    /// <summary>Revokes the refresh token at the provider first (RFC 7009). If that fails, the profile is kept.</summary>
    [Parameter]
    public SwitchParameter Revoke { get; set; }

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var services = new ModuleServices(pipeline);
        // To revoke its token, the profile has to be readable; to be removed, it may be damaged.
        ProfileLocation location = Revoke
            ? (await FindProfileAsync(services, cancellationToken).ConfigureAwait(false)).Location
            : await LocateAsync(services, cancellationToken).ConfigureAwait(false);
        if (await pipeline.ShouldProcessAsync(location.ToString(), Revoke ? "Revoke and remove" : "Remove").ConfigureAwait(false))
        {
            await services.Profiles.RemoveAsync(
                location,
                Revoke ? profile => RevokeAsync(profile, pipeline, cancellationToken) : null,
                cancellationToken).ConfigureAwait(false);
        }
    }

    // A profile that is damaged, or that a newer version wrote, cannot be read, but must still be removable.
    private async Task<ProfileLocation> LocateAsync(ModuleServices services, CancellationToken cancellationToken)
    {
        try
        {
            return (await FindProfileAsync(services, cancellationToken).ConfigureAwait(false)).Location;
        }
        catch (OAuth2MailException e) when (e.ErrorId is "ProfileDamaged" or "ProfileVersionUnknown")
        {
            // Its location can be found without reading it.
            var name = ProfileName.Parse(Name);
            ProfileLocation[] found =
            [
                .. (await services.Profiles.ListAsync(Vault, (_, _) => { }, cancellationToken).ConfigureAwait(false))
                    .Where(location => location.Name == name),
            ];
            if (found is [var only])
            {
                return only;
            }

            string vault = await services.Profiles.ChooseVaultAsync(Vault, cancellationToken).ConfigureAwait(false);
            return found.Any(location => location.Vault == vault) ? new ProfileLocation(name, vault) : throw new OAuth2MailException(
                    "ProfileAmbiguous",
                    FailureKind.InvalidArgument,
                    $"Profile '{name}' is in several vaults: {string.Join(", ", found.Select(f => f.Vault))}.",
                    "Choose one with -Vault.");
        }
    }

    private static async Task RevokeAsync(
        StoredProfile profile, CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        if (!await new ModuleServices(pipeline).ProviderOf(profile.Mode).RevokeAsync(profile, cancellationToken).ConfigureAwait(false))
        {
            pipeline.Warning(
                $"Nothing was revoked for profile '{profile.Name}': it has no token, or its provider supports no revocation.");
        }
    }
}
