using System.Text.Json;
using System.Text.RegularExpressions;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Packaging;

/// <summary>What ships is locked, listed, and in no version that an advisory names.</summary>
public sealed partial class SupplyChainTests
{
    private static readonly string[] s_notShipped =
        ["Microsoft.NETFramework.ReferenceAssemblies", "Microsoft.NETFramework.ReferenceAssemblies.net472", "PolySharp", "PowerShellStandard.Library"];

    private static IReadOnlyList<(string Name, Version Version, string Text)> Shipped
    {
        get
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(Checkout.Root, "src", "OAuth2Mail", "packages.lock.json")));
            return
            [
                .. json.RootElement.GetProperty("dependencies").EnumerateObject()
                    .SelectMany(static framework => framework.Value.EnumerateObject())
                    .Where(static package => package.Value.GetProperty("type").GetString() != "Project" && !s_notShipped.Contains(package.Name))
                    .Select(static package => (package.Name, package.Value.GetProperty("resolved").GetString()!))
                    .Distinct()
                    .Select(static package => (package.Name, Version.Parse(package.Item2), package.Item2)),
            ];
        }
    }

    [Fact]
    public void Every_project_has_a_lock_file_with_hashes()
    {
        string[] projects = ["src", "tests", "build", "samples"];
        Assert.All(
            projects.SelectMany(static folder => Directory.EnumerateFiles(Path.Combine(Checkout.Root, folder), "*.csproj", SearchOption.AllDirectories)),
            static project => Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json")), project));
        Assert.True(Shipped.Count > 20, $"{Shipped.Count} packages");
    }

    [Fact]
    public void What_ships_is_newer_than_every_known_advisory()
    {
        var rows = Advisory().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "SECURITY.md")));

        Assert.True(rows.Count >= 10, $"{rows.Count} advisories");
        Assert.All(rows, row =>
        {
            var versions = Shipped.Where(package => package.Name == row.Groups["package"].Value).ToList();
            Assert.True(versions.Count > 0, $"{row.Groups["package"].Value} does not ship any more: remove its row.");
            Assert.All(versions, package => Assert.True(package.Version >= Version.Parse(row.Groups["mended"].Value), $"{package.Name} {package.Text}"));
        });
    }

    [Fact]
    public void Every_package_that_ships_is_in_the_notices_with_its_licence()
    {
        var notices = File.ReadAllText(Path.Combine(Checkout.Root, "THIRD-PARTY-NOTICES.md"));

        Assert.All(Shipped, package => Assert.Matches(
            $@"\| \[{Regex.Escape(package.Name)}\]\(\S+\) \| {Regex.Escape(package.Text)} \| \S.* \|", notices));
    }

    // An assembly that no package of the lock file brings would be in no list.
    [Fact]
    public void Every_assembly_in_the_module_comes_from_a_package_of_the_list()
    {
        var names = Shipped.Select(static package => package.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.All(
            Directory.EnumerateFiles(Path.Combine(Checkout.Root, "module", "bin"), "*.dll", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension)
                .Where(static name => !name!.StartsWith("OAuth2Mail", StringComparison.Ordinal)),
            name => Assert.Contains(name!, names));
    }

    [GeneratedRegex(@"^\| (?<package>[\w.]+) \| (?:GHSA|CVE)[^|]+ \| (?<mended>[\d.]+) \|", RegexOptions.Multiline)]
    private static partial Regex Advisory();
}
