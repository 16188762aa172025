using System.Diagnostics;
using System.Text.Json;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Engine.Tests.Suites;

/// <summary>A run of suites by Pester, in a shell of its own.</summary>
/// <param name="Summary">How many tests ran, and on what.</param>
internal sealed record SuiteRun(string Summary, IReadOnlyList<ItResult> Results)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10);

    private static readonly Lazy<Task<SuiteRun>> s_ofAll =
        new(() => StartAsync(Path.Combine(Checkout.PesterSuites, "*.Tests.ps1")));

    /// <summary>The suites of tests/Pester: they run once, when they are asked for first.</summary>
    public static Task<SuiteRun> OfAllAsync() => s_ofAll.Value;

    public static async Task<SuiteRun> StartAsync(string suites)
    {
        string file = Path.GetTempFileName();
        try
        {
            using Process process = Process.Start(Shell.StartInfo(
                "-File", Path.Combine(Checkout.PesterSuites, "Invoke-Suites.ps1"),
                "-Pester", PackagedPester.Manifest, "-Path", suites, "-ResultFile", file))!;
            process.StandardInput.Close();
            Task<string> shown = process.StandardOutput.ReadToEndAsync();
            Task<string> errors = process.StandardError.ReadToEndAsync();
            try
            {
                await process.WaitForExitAsync().WaitAsync(s_patience);
            }
            finally
            {
                process.Kill(entireProcessTree: true);
            }

            string results = await File.ReadAllTextAsync(file);
            return results.Length > 0
                ? JsonSerializer.Deserialize<SuiteRun>(results, JsonSerializerOptions.Web)!
                : throw new InvalidOperationException($"Pester gave no results.{Environment.NewLine}{await shown}{await errors}");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
