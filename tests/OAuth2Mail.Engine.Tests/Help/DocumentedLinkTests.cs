using System.Text.RegularExpressions;
using OAuth2Mail.EngineHosting;
using Xunit;

namespace OAuth2Mail.Engine.Tests.Help;

/// <summary>Links between the pages have to lead somewhere, down to the heading.</summary>
public sealed partial class DocumentedLinkTests
{
    public static TheoryData<string> Pages { get; } = new(Directory
        .EnumerateFiles(Path.Combine(Checkout.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Append(Path.Combine(Checkout.Root, "README.md"))
        .Select(file => Path.GetRelativePath(Checkout.Root, file))
        .Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_to_a_file_and_a_heading(string page)
    {
        string file = Path.Combine(Checkout.Root, page);
        var broken = new List<string>();

        foreach (Match link in Link().Matches(CodeBlock().Replace(File.ReadAllText(file), "")))
        {
            string target = link.Groups["path"].Value is { Length: > 0 } path
                ? Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, path))
                : file;
            string anchor = link.Groups["anchor"].Value;
            if (!File.Exists(target) || (anchor.Length > 0 && !AnchorsOf(target).Contains(anchor)))
            {
                broken.Add(link.Value);
            }
        }

        Assert.Empty(broken);
    }

    // As GitHub makes them of headings.
    private static HashSet<string> AnchorsOf(string file) =>
    [
        .. Heading().Matches(CodeBlock().Replace(File.ReadAllText(file), ""))
            .Select(heading => NotInAnchor().Replace(heading.Groups["text"].Value.ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\]\((?!\w+:)(?<path>[^)#\s]*)(?:#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"^[ ]*```.*?^[ ]*```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
