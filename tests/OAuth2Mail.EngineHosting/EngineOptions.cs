using System.Management.Automation.Runspaces;
using OAuth2Mail.EngineHosting.Hosts;

namespace OAuth2Mail.EngineHosting;

/// <summary>How a session differs from what a user gets.</summary>
public sealed record EngineOptions
{
    /// <summary>What the user sees and answers. Without one the session has no user interface, like a service's.</summary>
    public RecordingHost? Host { get; init; }

    /// <summary>
    /// The commands of Microsoft.PowerShell.Utility, Management, Security and other modules, as everybody has them. Without
    /// them a session shows what a constrained host offers: the engine's core.
    /// </summary>
    public bool EverydayCommands { get; init; } = true;

    /// <summary>A last word on the session before it opens: commands, variables, the language mode.</summary>
    public Action<InitialSessionState>? Configure { get; init; }
}
