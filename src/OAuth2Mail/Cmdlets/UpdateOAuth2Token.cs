using System.Management.Automation;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tokens;

namespace OAuth2Mail.Cmdlets;

/// <summary>Makes sure that a valid access token is stored: refreshes when less than five minutes are left.</summary>
[Cmdlet(VerbsData.Update, "OAuth2Token", SupportsShouldProcess = true)]
[OutputType(typeof(TokenStatus))]
public sealed class UpdateOAuth2Token : ProfileCmdlet
{
    /// <summary>Gets a new token even if the stored one is still valid.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var services = new ModuleServices(pipeline);
        (ProfileLocation location, _) = await FindProfileAsync(services, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldProcessAsync(location.ToString(), "Refresh the access token").ConfigureAwait(false))
        {
            return;
        }

        (StoredProfile profile, TokenSource source) = await services.Tokens
            .EnsureAsync(location, Force ? TokenDemand.New : TokenDemand.Valid, cancellationToken).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(new TokenStatus(profile, location.Vault, TokenState.Valid, source))
            .ConfigureAwait(false);
    }
}
