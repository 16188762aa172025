using System.Diagnostics;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>Runs scripts where nothing was loaded before.</summary>
internal static class FreshProcess
{
    /// <summary>Runs a script in a shell of its own.</summary>
    /// <returns>What it wrote, line by line, and what went wrong.</returns>
    public static async Task<(IReadOnlyList<string> Output, string Errors)> RunAsync(string script)
    {
        using Process process = Start(script);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return ((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), await errors);
    }

    /// <summary>Starts a script in a shell of its own. All its standard streams belong to the caller.</summary>
    public static Process Start(string script) => Process.Start(Shell.StartInfo("-Command", script))!;
}
