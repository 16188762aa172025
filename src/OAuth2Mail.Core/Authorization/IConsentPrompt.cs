using OAuth2Mail.Protocol;

namespace OAuth2Mail.Authorization;

/// <summary>The person at the session, who can consent, or pass on the address to somebody else.</summary>
internal interface IConsentPrompt
{
    /// <summary>Whether somebody is at the session who could open an address or type.</summary>
    Task<bool> IsAttendedAsync();

    /// <summary>Shows an address to open, on the host and never in the output.</summary>
    /// <param name="instruction">What to do with it.</param>
    /// <param name="uri">The address: the first one that is shown.</param>
    /// <param name="note">What else there is to know.</param>
    void ShowAuthorizationUri(string instruction, Uri uri, string? note = null);

    void ShowDeviceCode(DeviceCodePrompt prompt);

    /// <summary>Asks for the address that the browser ended on.</summary>
    /// <returns>What was typed; null where nobody can be asked.</returns>
    Task<string?> AskForResponseAsync(CancellationToken cancellationToken);
}
