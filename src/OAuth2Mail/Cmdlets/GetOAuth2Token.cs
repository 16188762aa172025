using System.Management.Automation;
using System.Security;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Secrets;
using OAuth2Mail.Tokens;

namespace OAuth2Mail.Cmdlets;

/// <summary>Returns the access token for use in other tools, refreshed if necessary.</summary>
[Cmdlet(VerbsCommon.Get, "OAuth2Token")]
[OutputType(typeof(SecureString), typeof(string))]
public sealed class GetOAuth2Token : ProfileCmdlet
{
    /// <summary>Returns the token as a plain string: anyone who sees it can send mail until it expires.</summary>
    [Parameter]
    public SwitchParameter AsPlainText { get; set; }

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var services = new ModuleServices(pipeline);
        (ProfileLocation location, _) = await FindProfileAsync(services, cancellationToken).ConfigureAwait(false);
        (StoredProfile profile, _) = await services.Tokens
            .EnsureAsync(location, TokenDemand.Valid, cancellationToken).ConfigureAwait(false);
        string token = profile.Tokens!.AccessToken;
        await pipeline.WriteObjectAsync(AsPlainText ? token : SecureStringText.Make(token)).ConfigureAwait(false);
    }
}
