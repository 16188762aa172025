using System.Diagnostics;
using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Hosting;

/// <summary>
/// What the user has installed is neither found nor changed: the engine looks into the user's folder of modules first, so
/// another SecretManagement is laid there.
/// </summary>
public sealed class ChosenModulesTests : IDisposable
{
    private const string Name = "Microsoft.PowerShell.SecretManagement";

    private const string Found = $"(Get-Command {Name}\\Get-Secret).Module.ModuleBase";

    private const string Listed = $"(Get-Module {Name} -ListAvailable)[0].Path";

    private readonly DirectoryInfo _decoy;

    public ChosenModulesTests()
    {
        using var session = new EngineSession();
        string folder = session.Run("[Management.Automation.ModuleIntrinsics]::GetPSModulePath('User')").One<string>();
        Assert.StartsWith(OwnHome.Path, folder, StringComparison.Ordinal);
        _decoy = Directory.CreateDirectory(Path.Combine(folder, Name));
        File.WriteAllText(Path.Combine(_decoy.FullName, $"{Name}.psm1"), "function Get-Secret { 'decoy' }");
        File.WriteAllText(
            Path.Combine(_decoy.FullName, $"{Name}.psd1"),
            $"@{{ RootModule = '{Name}.psm1'; ModuleVersion = '9.9.9'; FunctionsToExport = 'Get-Secret' }}");
    }

    private static string StandIn => Path.Combine(Checkout.StandInModules, Name, $"{Name}.psd1");

    public void Dispose() => _decoy.Delete(recursive: true);

    [Fact]
    public void A_session_finds_the_stand_in()
    {
        using var session = new EngineSession();

        Assert.Equal(StandIn, session.Run(Listed).One<string>());
        Assert.StartsWith(Path.GetDirectoryName(StandIn)!, session.Run(Found).One<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void So_does_every_other_runspace_that_it_opens()
    {
        using var session = new EngineSession();

        Assert.Equal(StandIn, session.Run($"Start-ThreadJob {{ {Listed} }} | Receive-Job -Wait").One<string>());
    }

    [Fact]
    public async Task So_does_a_process_and_its_home_is_this_process_s()
    {
        (IReadOnlyList<string> output, string errors) = await FreshProcess.RunAsync(
            $"{Listed}; {Found}; $HOME; [Environment]::GetFolderPath('LocalApplicationData')");

        Assert.Equal("", errors);
        Assert.Equal(StandIn, output[0]);
        Assert.StartsWith(Path.GetDirectoryName(StandIn)!, output[1], StringComparison.Ordinal);
        Assert.Equal(OwnHome.Path, output[2]);
        Assert.StartsWith(OwnHome.Path, output[3], StringComparison.Ordinal);
    }

    /// <summary>Otherwise the tests above would show nothing.</summary>
    [Fact]
    public async Task A_process_that_is_not_told_otherwise_finds_the_other_one()
    {
        ProcessStartInfo start = Shell.StartInfo("-Command", $"{Listed}; {Found}; Get-Secret");
        start.Environment.Remove("PSModulePath");
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();

        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.Equal([Path.Combine(_decoy.FullName, $"{Name}.psd1"), _decoy.FullName, "decoy"], output.Split('\n', StringSplitOptions.TrimEntries)[..3]);
    }
}
