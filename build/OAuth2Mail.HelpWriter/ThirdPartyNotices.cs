using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace OAuth2Mail.HelpWriter;

/// <summary>THIRD-PARTY-NOTICES.md: the packages that are shipped, from the lock file, with the licences that they state.</summary>
internal static class ThirdPartyNotices
{
    // Needed to compile, and not shipped.
    private static readonly string[] s_notShipped =
        ["Microsoft.NETFramework.ReferenceAssemblies", "Microsoft.NETFramework.ReferenceAssemblies.net472", "PolySharp", "PowerShellStandard.Library"];

    /// <summary>The page.</summary>
    /// <param name="lockFile">The lock file of the project whose output is the module.</param>
    public static string Of(string lockFile)
    {
        var page = new StringBuilder(
            """
            # Third-party notices

            The module ships these packages, unchanged. The list is made from the lock file:
            `dotnet run --no-build --project build/OAuth2Mail.HelpWriter -- --notices`

            | package | version | licence | authors |
            | --- | --- | --- | --- |

            """.ReplaceLineEndings("\n"));
        foreach ((string name, string version) in PackagesIn(lockFile))
        {
            XElement metadata = MetadataOf(name, version);
            string Text(string element) => metadata.Elements().FirstOrDefault(child => child.Name.LocalName == element)?.Value.Trim() ?? "";
            string licence = metadata.Elements().FirstOrDefault(child => child.Name.LocalName == "license")?.Attribute("type")?.Value == "expression"
                ? Text("license")
                : $"[{Text("licenseUrl")}]({Text("licenseUrl")})";
            page.Append(string.Create(
                CultureInfo.InvariantCulture, $"| [{name}](https://www.nuget.org/packages/{name}/{version}) | {version} | {licence} | {Text("authors")} |\n"));
        }

        return page.ToString();
    }

    private static IEnumerable<(string Name, string Version)> PackagesIn(string lockFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(lockFile));
        return
        [
            .. json.RootElement.GetProperty("dependencies").EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project" && !s_notShipped.Contains(package.Name))
                .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))
                .Distinct()
                .OrderBy(package => package.Name, StringComparer.OrdinalIgnoreCase),
        ];
    }

    private static XElement MetadataOf(string name, string version)
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string id = name.ToLowerInvariant();
        return XDocument.Load(Path.Combine(packages, id, version, $"{id}.nuspec")).Root!
            .Elements().Single(element => element.Name.LocalName == "metadata");
    }
}
