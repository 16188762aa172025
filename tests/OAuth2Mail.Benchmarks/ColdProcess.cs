using System.Diagnostics;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Benchmarks;

/// <summary>A task that starts a shell, sends one mail and ends, against a shell that starts and ends.</summary>
internal sealed class ColdProcess(Stage stage)
{
    private const int Processes = 9;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        Cost ratio = await Rounds.CompareAsync(
            Processes,
            () => RunShellAsync($"Import-Module '{Checkout.ModuleManifest}'; Send-OAuth2MailMessage ops@contoso.test Done Text -ProfileName {Stage.Near}"),
            () => RunShellAsync("$null"));
        return [Finding.AtMost("a process that imports, reads the vault and sends one mail / an empty one", 2.5, ratio.Elapsed)];
    }

    private async Task<Cost> RunShellAsync(string script)
    {
        stage.Forget();
        long start = Stopwatch.GetTimestamp();
        using Process process = Process.Start(Shell.StartInfo("-Command", script))!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return await errors is { Length: > 0 } problem
            ? throw new InvalidOperationException(problem)
            : new Cost(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 1);
    }
}
