using System.Collections;
using System.Management.Automation.Language;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Packaging;

public sealed class PackageContentTests
{
    private static string Binaries => Path.Combine(Checkout.Root, "module", "bin");

    [Fact]
    public void The_engine_is_not_shipped() => Assert.DoesNotContain(
        Directory.EnumerateFiles(Binaries, "*.dll", SearchOption.AllDirectories).Select(Path.GetFileName),
        name => name is "System.Management.Automation.dll" or "PowerShellStandard.Library.dll");

    [Theory]
    [InlineData("net8.0/OAuth2Mail.deps.json")]
    [InlineData("net8.0/OAuth2Mail.Loader.dll")]
    [InlineData("net8.0/runtimes/win/lib/net8.0/System.Security.Cryptography.Pkcs.dll")]
    [InlineData("net472/OAuth2Mail.Loader.dll")]
    [InlineData("net472/OAuth2Mail.dll")]
    public void What_loading_needs_is_shipped(string file) => Assert.True(File.Exists(Path.Combine(Binaries, file)));

    [Fact]
    public void Every_reference_of_the_net472_build_resolves_in_its_folder_or_in_the_framework()
    {
        Dictionary<string, AssemblyName> shipped = NamesIn(Path.Combine(Binaries, "net472"));
        Dictionary<string, AssemblyName> framework = NamesIn(FrameworkReferences());

        var missing = new List<string>();
        foreach (string file in Directory.GetFiles(Path.Combine(Binaries, "net472"), "*.dll"))
        {
            foreach (AssemblyName reference in ReferencesOf(file))
            {
                // The engine is there in every Windows PowerShell.
                if (reference.Name is "System.Management.Automation")
                {
                    continue;
                }

                // A shipped assembly answers for every version up to its own: the resolver redirects as binding redirects would.
                bool resolves = framework.ContainsKey(reference.Name!)
                    || (shipped.TryGetValue(reference.Name!, out AssemblyName? found) && found.Version >= reference.Version);
                if (!resolves)
                {
                    missing.Add($"{Path.GetFileName(file)} needs {reference.Name} {reference.Version}");
                }
            }
        }

        Assert.NotEmpty(framework);
        Assert.Empty(missing);
    }

    [Fact]
    public void The_manifest_exports_the_cmdlets_explicitly_and_names_the_same_version_as_the_assemblies()
    {
        ScriptBlockAst manifest = Parser.ParseFile(Checkout.ModuleManifest, out _, out _);
        var table = (Hashtable)manifest.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false)!.SafeGetValue();

        Assert.Equal(9, ((object[])table["CmdletsToExport"]!).Length);
        Assert.DoesNotContain("*", ((object[])table["CmdletsToExport"]!).Cast<string>());
        Version built = AssemblyName.GetAssemblyName(Path.Combine(Binaries, "net8.0", "OAuth2Mail.dll")).Version!;
        Assert.Equal((string)table["ModuleVersion"]!, built.ToString(3));
    }

    private static string FrameworkReferences()
    {
        string package = typeof(PackageContentTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "NetFrameworkReferences").Value!;
        return Path.Combine(package, "build", ".NETFramework", "v4.7.2");
    }

    private static Dictionary<string, AssemblyName> NamesIn(string folder) => Directory
        .EnumerateFiles(folder, "*.dll", SearchOption.AllDirectories)
        .Select(TryGetName)
        .OfType<AssemblyName>()
        .GroupBy(name => name.Name!, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.MaxBy(name => name.Version)!, StringComparer.OrdinalIgnoreCase);

    private static AssemblyName? TryGetName(string file)
    {
        try
        {
            return AssemblyName.GetAssemblyName(file);
        }
        catch (BadImageFormatException)
        {
            return null;
        }
    }

    private static List<AssemblyName> ReferencesOf(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
    }
}
