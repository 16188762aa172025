using System.Diagnostics;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Engine.Tests.Processes;

/// <summary>
/// A process with the module that runs one line of script after the other, as a scheduled task would: what went wrong
/// and what was warned of is part of its answer.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private const string EndOfAnswer = "-- done --";

    // Longer than a lock is waited for: that failure is an answer too.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    // The console holds nothing back: what a process had written when it was killed can be read.
    private static readonly string s_script = $$"""
        $ErrorActionPreference = 'Stop'
        Import-Module '{{Checkout.ModuleManifest}}'
        [Console]::Out.WriteLine('{{EndOfAnswer}}')
        while ($null -ne ($line = [Console]::In.ReadLine())) {
            try {
                & ([scriptblock]::Create($line)) 3>&1 | ForEach-Object {
                    $warning = if ($_ -is [Management.Automation.WarningRecord]) { 'WARNING: ' }
                    [Console]::Out.WriteLine("$warning$_")
                }
            }
            catch {
                [Console]::Out.WriteLine("FAILED: $($_.FullyQualifiedErrorId) $_")
            }
            [Console]::Out.WriteLine('{{EndOfAnswer}}')
        }
        """;

    private readonly Process _process;

    private WorkerProcess(Process process)
    {
        _process = process;

        // Nobody reads it, and a full pipe would halt the process.
        _process.ErrorDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts a process and waits until it has the module.</summary>
    public static async Task<WorkerProcess> StartAsync()
    {
        var worker = new WorkerProcess(FreshProcess.Start(s_script));
        await worker.ReadAnswerAsync();
        return worker;
    }

    /// <summary>Starts several processes, and waits until all have the module.</summary>
    public static Task<WorkerProcess[]> StartAsync(int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => StartAsync()));

    /// <summary>Runs one line of script.</summary>
    /// <returns>What it wrote, warned of and failed with, line by line.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string line)
    {
        Begin(line);
        return await ReadAnswerAsync();
    }

    /// <summary>Begins one line of script.</summary>
    public void Begin(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>The next line that the script writes.</summary>
    public async Task<string?> ReadLineAsync() => await _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience);

    /// <summary>Ends the process at once (SIGKILL), with everything that it started.</summary>
    /// <returns>What it had written and nobody had read yet.</returns>
    public async Task<string> KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync().WaitAsync(s_patience);
        return await _process.StandardOutput.ReadToEndAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task<IReadOnlyList<string>> ReadAnswerAsync()
    {
        var answer = new List<string>();
        while (await ReadLineAsync() is string line)
        {
            if (line == EndOfAnswer)
            {
                return answer;
            }

            answer.Add(line);
        }

        throw new InvalidOperationException($"The process ended: {string.Join(Environment.NewLine, answer)}");
    }
}
