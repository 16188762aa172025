using System.Globalization;
using System.Management.Automation.Host;
using OAuth2Mail.Authorization;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Pipeline;

/// <summary>Shows messages to the person at the host, separate from the output, as Write-Host does.</summary>
internal sealed class HostConsentPrompt(CmdletPipeline pipeline) : IConsentPrompt
{
    public Task<bool> IsAttendedAsync() => pipeline.InvokeAsync(HostInteraction.IsPossible);

    public void ShowAuthorizationUri(string instruction, Uri uri, string? note = null) =>
        pipeline.Show($"{instruction}\n\n{uri.AbsoluteUri}\n{(note is null ? "" : $"\n{note}\n")}");

    public void ShowDeviceCode(DeviceCodePrompt prompt) => pipeline.Show(string.Format(
        CultureInfo.CurrentCulture,
        "Open {0} on any device and enter the code {1} (until {2:t}).",
        prompt.VerificationUri, prompt.UserCode, prompt.ExpiresOn.ToLocalTime()));

    public Task<string?> AskForResponseAsync(CancellationToken cancellationToken) => pipeline.ReportAsync(cmdlet =>
    {
        if (!HostInteraction.IsPossible(cmdlet))
        {
            return null;
        }

        try
        {
            cmdlet.Host.UI.Write("Paste the address that the browser ended on: ");
            return cmdlet.Host.UI.ReadLine();
        }
        catch (Exception e) when (e is HostException or InvalidOperationException or NotImplementedException or NotSupportedException)
        {
            // A host without a keyboard.
            return null;
        }
    });
}
