using System.Management.Automation;
using System.Management.Automation.Host;

namespace OAuth2Mail.Pipeline;

/// <summary>Whether somebody sits at the session: asking nobody would end in a job that hangs.</summary>
internal static class HostInteraction
{
    public static bool IsPossible(PSCmdlet cmdlet) =>
        Environment.UserInteractive
        && cmdlet.Host.UI is not null
        // What the engine calls the absence of one; it wraps it, so that there always is a user interface to be asked.
        && cmdlet.Host.Name != "Default Host"
        && !IsNonInteractive(cmdlet.Host, Environment.GetCommandLineArgs())
        && !IsJob(cmdlet);

    /// <summary>Whether pwsh or powershell.exe was started with -NonInteractive, which the host itself does not tell.</summary>
    private static bool IsNonInteractive(PSHost host, IEnumerable<string> arguments) =>
        host.Name == "ConsoleHost"
        && arguments.Skip(1)
            .Where(argument => argument.Length > 0 && argument[0] is '-' or '/')
            .Select(argument => argument.TrimStart('-', '/'))
            // The shortest form that both programs take is -noni.
            .Any(name => name.Length >= 4 && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase));

    // A background job's host passes prompts on to whoever receives the job, and nobody may. A remote session, which has
    // the same host, tells who is at its other end.
    private static bool IsJob(PSCmdlet cmdlet) =>
        cmdlet.Host.Name == "ServerRemoteHost" && cmdlet.SessionState.PSVariable.GetValue("PSSenderInfo") is null;
}
