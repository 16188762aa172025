using System.Diagnostics;
using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Benchmarks;

/// <summary>A process that answers each line of its input with one of its output.</summary>
internal sealed class Worker : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    public Worker(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>A real shell, which runs each line as a script.</summary>
    /// <param name="setup">A script to run first.</param>
    public static Worker Shell(string setup) => new(EngineHosting.Shell.StartInfo("-Command", $$"""
        $ErrorActionPreference = 'Stop'
        {{setup}}
        while ($null -ne ($line = [Console]::In.ReadLine())) { [Console]::Out.WriteLine((. ([scriptblock]::Create($line)))) }
        """));

    /// <summary>A shell with the module, a default vault with profiles, and <c>Measure-Run</c>.</summary>
    public static Worker Sender() => Shell($$"""
        Import-Module '{{Checkout.ModuleManifest}}'
        function New-Record([int] $Count) {
            foreach ($i in 1..$Count) { [pscustomobject] @{ To = "r$i@contoso.test"; Subject = "Message $i"; Body = '{{RawLoop.Text}}' } }
        }
        function Measure-Run([scriptblock] $Run) {
            $processor = [Environment]::CpuUsage.TotalTime
            $clock = [Diagnostics.Stopwatch]::StartNew()
            & $Run
            '{0} {1}' -f $clock.Elapsed.TotalMilliseconds, ([Environment]::CpuUsage.TotalTime - $processor).TotalMilliseconds
        }
        function Measure-Send([int] $Count, [string] $ProfileName, [hashtable] $More = @{}) {
            $records = New-Record $Count
            Measure-Run { $records | Send-OAuth2MailMessage -ProfileName $ProfileName @More }
        }
        """);

    /// <exception cref="InvalidOperationException">The process ended instead; the message has its errors.</exception>
    public async Task<string> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return await _process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"'{line}' ended the process: {await _errors}");
    }

    public async Task<Cost> MeasureAsync(string line) => Cost.Parse(await AskAsync(line));

    /// <summary>Lets the process end by itself.</summary>
    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
