using OAuth2Mail.Engine.Tests.Processes;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Loading;

public sealed class ImportTests
{
    private static readonly string[] s_cmdlets =
    [
        "Get-OAuth2MailProfile", "Get-OAuth2Token", "Invoke-OAuth2Authorization", "New-OAuth2MailProfile",
        "Remove-OAuth2MailProfile", "Send-OAuth2MailMessage", "Set-OAuth2MailProfile", "Test-OAuth2MailProfile",
        "Update-OAuth2Token",
    ];

    private static string Import => $"Import-Module '{Checkout.ModuleManifest}'";

    [Theory]
    [InlineData("")]
    [InlineData("; Import-Module '{0}' -Force")]
    [InlineData("; Import-Module '{0}' -Force; Import-Module '{0}' -Force")]
    [InlineData("; Remove-Module OAuth2Mail; Import-Module '{0}'")]
    public void Every_import_exports_the_nine_cmdlets(string again)
    {
        using var session = new EngineSession();

        IReadOnlyList<string> names = session
            .Run(Import + again.Replace("{0}", Checkout.ModuleManifest, StringComparison.Ordinal)
                + "; (Get-Module OAuth2Mail).ExportedCmdlets.Keys")
            .All<string>();

        Assert.Equal(s_cmdlets, names.Order());
        Assert.Equal(s_cmdlets.Length, session.Run("Get-Command -Module OAuth2Mail").ThrowOnErrors().Output.Count);
    }

    [Fact]
    public void A_removed_module_leaves_no_cmdlets()
    {
        using var session = new EngineSession();

        session.Run($"{Import}; Remove-Module OAuth2Mail").ThrowOnErrors();

        Assert.Empty(session.Run("Get-Command -Module OAuth2Mail").Output);
    }

    [Fact]
    public async Task Eight_parallel_runspaces_share_one_load_context()
    {
        // In a new process, so that the context is made while all of them want it.
        string script = $$"""
            $pool = 1..8 | ForEach-Object {
                $powershell = [PowerShell]::Create([Management.Automation.Runspaces.InitialSessionState]::CreateDefault2())
                $null = $powershell.AddScript("Import-Module '{{Checkout.ModuleManifest}}'; (Get-Command -Module OAuth2Mail).Count")
                [pscustomobject]@{ PowerShell = $powershell; Running = $powershell.BeginInvoke() }
            }
            foreach ($one in $pool) { $one.PowerShell.EndInvoke($one.Running) }
            @([Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq 'OAuth2Mail').Count
            """;

        (IReadOnlyList<string> output, string errors) = await FreshProcess.RunAsync(script);

        Assert.Equal("", errors);
        Assert.Equal([.. Enumerable.Repeat("9", 8), "1"], output);
    }

    [Theory]
    [InlineData("OAuth2Mail.MailProfile")]
    [InlineData("OAuth2Mail.SendResult")]
    [InlineData("OAuth2Mail.GrantType")]
    public void Output_types_resolve_in_scripts(string type)
    {
        using var session = new EngineSession();

        Assert.Equal(type, session.Run($"{Import}; [{type}].FullName").One<string>());
    }

    [Fact]
    public async Task Import_loads_no_provider_library_and_leaves_only_the_loader_to_the_default_context()
    {
        string script = $$"""
            {{Import}}
            [AppDomain]::CurrentDomain.GetAssemblies() | Where-Object { $_.Location -like '*module*bin*net8.0*' } | ForEach-Object {
                '{0} in {1}' -f $_.GetName().Name, [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($_).Name
            }
            """;

        (IReadOnlyList<string> output, string errors) = await FreshProcess.RunAsync(script);

        Assert.Equal("", errors);
        Assert.Equal(
            ["OAuth2Mail in OAuth2Mail", "OAuth2Mail.Core in OAuth2Mail", "OAuth2Mail.Loader in Default"], output.Order());
    }

    [Fact]
    public void A_second_copy_of_the_module_in_one_process_is_refused()
    {
        using var session = new EngineSession();
        session.Run(Import).ThrowOnErrors();
        string copy = CopyModule();
        try
        {
            EngineResult result = session.Run($"Import-Module '{Path.Combine(copy, "OAuth2Mail.psd1")}'");

            string message = (result.TerminatingError ?? result.Errors.Single()).ToString();
            Assert.Contains("already loaded", message, StringComparison.Ordinal);
            Assert.Contains("Start a new PowerShell session", message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    private static string CopyModule()
    {
        string copy = Directory.CreateTempSubdirectory("oauth2mail-copy-").FullName;
        string binaries = Path.Combine(copy, "module", "bin", "net8.0");
        Directory.CreateDirectory(binaries);
        File.Copy(Checkout.ModuleManifest, Path.Combine(copy, "OAuth2Mail.psd1"));
        foreach (string file in new[] { "OAuth2Mail.psm1", "OAuth2Mail.Format.ps1xml", "bin/net8.0/OAuth2Mail.Loader.dll" })
        {
            File.Copy(Path.Combine(Checkout.Root, "module", file), Path.Combine(copy, "module", file));
        }

        return copy;
    }
}
