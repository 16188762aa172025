using System.Management.Automation;
using OAuth2Mail.Authorization;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Cmdlets;

/// <summary>Obtains consent once: in a browser, with a device code, or by a pasted response.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "OAuth2Authorization", DefaultParameterSetName = BrowserSet, SupportsShouldProcess = true)]
[OutputType(typeof(TokenStatus))]
public sealed class InvokeOAuth2Authorization : ProfileCmdlet
{
    private const string BrowserSet = "Browser";
    private const string DeviceCodeSet = "DeviceCode";
    private const string ManualSet = "Manual";
    private const string ResponseSet = "Response";

    /// <summary>Consent on another device: shows a code to enter there (RFC 8628).</summary>
    [Parameter(Mandatory = true, ParameterSetName = DeviceCodeSet)]
    public SwitchParameter DeviceCode { get; set; }

    /// <summary>Shows the address instead of opening a browser, and still listens for the answer on this machine.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    public SwitchParameter NoBrowser { get; set; }

    /// <summary>
    /// Shows the address to open in any browser, on any machine, and asks for the address that the browser ended on.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ManualSet)]
    public SwitchParameter Manual { get; set; }

    /// <summary>
    /// The address that the browser ended on. Completes an authorization that was started with <c>-Manual</c> within the
    /// last ten minutes, in this or another session.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = ResponseSet)]
    [ValidateNotNullOrEmpty]
    public string? Response { get; set; }

    /// <summary>The redirect URI to use this time; it must be registered with the provider.</summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = ManualSet)]
    public Uri? RedirectUri { get; set; }

    /// <summary>
    /// How many seconds to wait for consent. The default is 300 in a browser; with a device code, until the code expires.
    /// </summary>
    [Parameter(ParameterSetName = BrowserSet)]
    [Parameter(ParameterSetName = DeviceCodeSet)]
    [ValidateRange(1, 3600)]
    public int? TimeoutSec { get; set; }

    private protected override async Task HandleAsync(CmdletPipeline pipeline, CancellationToken cancellationToken)
    {
        var services = new ModuleServices(pipeline);
        (ProfileLocation location, _) = await FindProfileAsync(services, cancellationToken).ConfigureAwait(false);
        if (!await pipeline.ShouldProcessAsync(location.ToString(), "Authorize").ConfigureAwait(false))
        {
            return;
        }

        EndpointRules.RequireSecure(RedirectUri, "-RedirectUri");
        TokenStatus status = await services.CreateAuthorization().AuthorizeAsync(
            location,
            new AuthorizationOptions
            {
                DeviceCode = DeviceCode,
                NoBrowser = NoBrowser,
                Manual = Manual,
                Response = Response,
                RedirectUri = RedirectUri,
                Timeout = TimeoutSec is int seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            cancellationToken).ConfigureAwait(false);
        await pipeline.WriteObjectAsync(status).ConfigureAwait(false);
    }
}
