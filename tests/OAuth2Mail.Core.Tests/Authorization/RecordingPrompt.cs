using OAuth2Mail.Authorization;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Tests.Authorization;

/// <summary>A person who does with an address or a code what the test says.</summary>
internal sealed class RecordingPrompt : IConsentPrompt
{
    public List<Uri> Addresses { get; } = [];

    /// <summary>What was said beside the addresses.</summary>
    public List<string> Instructions { get; } = [];

    public List<DeviceCodePrompt> DeviceCodes { get; } = [];

    /// <summary>What happens when an address is shown.</summary>
    public Action<Uri> OnAddress { get; set; } = static _ => { };

    /// <summary>What happens when a device code is shown.</summary>
    public Action<DeviceCodePrompt> OnDeviceCode { get; set; } = static _ => { };

    /// <summary>What is typed when the response is asked for; null where nobody is there.</summary>
    public Func<Uri, Task<string?>> Answer { get; set; } = static _ => Task.FromResult<string?>(null);

    public bool IsAttended { get; set; } = true;

    public Task<bool> IsAttendedAsync() => Task.FromResult(IsAttended);

    public void ShowAuthorizationUri(string instruction, Uri uri, string? note = null)
    {
        Addresses.Add(uri);
        Instructions.Add($"{instruction} {note}");
        OnAddress(uri);
    }

    public void ShowDeviceCode(DeviceCodePrompt prompt)
    {
        DeviceCodes.Add(prompt);
        OnDeviceCode(prompt);
    }

    public Task<string?> AskForResponseAsync(CancellationToken cancellationToken) => Answer(Addresses[^1]);
}
