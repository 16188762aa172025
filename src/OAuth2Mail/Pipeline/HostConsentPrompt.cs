using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using OAuth2Mail.Authorization;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Pipeline;

/// <summary>Shows messages to the person at the host, separate from the output, as Write-Host does.</summary>
internal sealed class HostConsentPrompt(CmdletPipeline pipeline) : IConsentPrompt
{
    private static readonly string[] s_hostTag = ["PSHOST"];

    public Task<bool> IsAttendedAsync() => pipeline.InvokeAsync(HostInteraction.IsPossible);

    public void ShowAuthorizationUri(string instruction, Uri uri, string? note = null) =>
        Show($"{instruction}\n\n{uri.AbsoluteUri}\n{(note is null ? "" : $"\n{note}\n")}");

    public void ShowDeviceCode(DeviceCodePrompt prompt) => Show(string.Format(
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

    private void Show(string text) => pipeline.Post(cmdlet =>
        cmdlet.WriteInformation(new HostInformationMessage { Message = text }, s_hostTag));
}
