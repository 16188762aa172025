using System.Diagnostics;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>Runs scripts where nothing was loaded before.</summary>
internal static class FreshProcess
{
    /// <summary>Runs a script in the bare engine.</summary>
    /// <returns>What it wrote, line by line, and what went wrong.</returns>
    public static async Task<(IReadOnlyList<string> Output, string Errors)> RunAsync(string script)
    {
        using Process process = Start(script);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return ((await output).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), await errors);
    }

    /// <summary>Starts a script in the bare engine. All its standard streams belong to the caller.</summary>
    public static Process Start(string script)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        string runner = Path.Combine(
            Checkout.Root, "tests", "OAuth2Mail.EngineRunner", "bin", configuration, "net10.0", "OAuth2Mail.EngineRunner.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [runner, script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
