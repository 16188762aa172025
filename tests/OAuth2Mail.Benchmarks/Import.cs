using OAuth2Mail.EngineHosting;

namespace OAuth2Mail.Benchmarks;

/// <summary>The import, timed in a process that has done nothing else, against that of a module with one empty cmdlet.</summary>
internal sealed class Import(Stage stage)
{
    private const int Processes = 15;

    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        string empty = await MakeEmptyModuleAsync();
        Cost ratio = await Rounds.CompareAsync(
            Processes, () => ImportAsync(Checkout.ModuleManifest), () => ImportAsync(empty));
        return [Finding.AtMost("import: the module / a module with one empty cmdlet", 1.5, ratio.Elapsed)];
    }

    private async Task<string> MakeEmptyModuleAsync()
    {
        string folder = Directory.CreateDirectory(Path.Combine(stage.Folder, "Empty")).FullName;
        string manifest = Path.Combine(folder, "Empty.psd1");
        await File.WriteAllTextAsync(manifest, """
            @{ ModuleVersion = '1.0'; RootModule = 'Empty.dll'; CmdletsToExport = @('Get-Nothing'); FunctionsToExport = @(); AliasesToExport = @() }
            """);
        const string Code = "[System.Management.Automation.Cmdlet(\"Get\", \"Nothing\")] public sealed class GetNothing : System.Management.Automation.PSCmdlet {}";
        using Worker compiler = Worker.Shell("");
        await compiler.AskAsync($"Add-Type -OutputType Library -OutputAssembly '{folder}/Empty.dll' -TypeDefinition '{Code}'; 'done'");
        return manifest;
    }

    private static async Task<Cost> ImportAsync(string manifest)
    {
        using Worker worker = Worker.Shell("");
        // Once, so that the engine has run a script.
        await worker.AskAsync("$clock = [Diagnostics.Stopwatch]::StartNew(); $null = 1 | ForEach-Object { $_ }; 'done'");
        return await worker.MeasureAsync(
            $"$clock.Restart(); Import-Module '{manifest}'; '{{0}} 1' -f $clock.Elapsed.TotalMilliseconds");
    }
}
