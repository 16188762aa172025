using System.Management.Automation;
using System.Management.Automation.Host;

namespace OAuth2Mail.Pipeline;

/// <summary>Whether a person is present: a prompt that nobody can answer would make a job hang.</summary>
internal static class HostInteraction
{
    public static bool IsPossible(PSCmdlet cmdlet) =>
        Environment.UserInteractive
        && cmdlet.Host.UI is not null
        // PowerShell's name for having no host. It wraps even that one, so Host.UI is never null there.
        && cmdlet.Host.Name != "Default Host"
        && !IsNonInteractive(cmdlet.Host, Environment.GetCommandLineArgs())
        && !IsJob(cmdlet.Host, Environment.GetCommandLineArgs());

    /// <summary>Whether pwsh or powershell.exe was started with -NonInteractive, which the host itself does not report.</summary>
    private static bool IsNonInteractive(PSHost host, IEnumerable<string> arguments) =>
        host.Name == "ConsoleHost"
        && arguments.Skip(1)
            .Where(argument => argument.Length > 0 && argument[0] is '-' or '/')
            .Select(argument => argument.TrimStart('-', '/'))
            // The shortest form that both programs take is -noni.
            .Any(name => name.Length >= 4 && "NonInteractive".StartsWith(name, StringComparison.OrdinalIgnoreCase));

    // A background job's process is a server (-s), whose host forwards prompts to whoever receives the job: perhaps nobody.
    private static bool IsJob(PSHost host, IEnumerable<string> arguments) =>
        host.Name == "ServerRemoteHost"
        && arguments.Skip(1).Any(argument => argument.Equals("-s", StringComparison.OrdinalIgnoreCase)
            || argument.Equals("-ServerMode", StringComparison.OrdinalIgnoreCase));
}
