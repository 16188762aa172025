using System.Text.RegularExpressions;

namespace OAuth2Mail.HelpWriter;

/// <summary>
/// Reads a page of docs/cmdlets: a title and a synopsis, then the sections Description, Examples (a heading each), Notes and
/// Related links.
/// </summary>
internal static partial class CmdletPageReader
{
    private const string Fence = "```";

    public static CmdletPage Read(string file, string cmdlet)
    {
        string[] lines = File.ReadAllLines(file);
        if (lines is [] || lines[0] != $"# {cmdlet}")
        {
            throw new HelpException(file, $"The first line must be '# {cmdlet}'.");
        }

        Dictionary<string, List<string>> sections = SplitAtHeadings(lines.Skip(1), "## ");
        var page = new CmdletPage
        {
            File = file,
            Synopsis = string.Join(" ", ToParagraphs(sections[""])),
            Description = ToParagraphs(Required("Description")),
            Examples = ReadExamples(file, Required("Examples")),
            Notes = ToParagraphs(sections.GetValueOrDefault("Notes", [])),
            Links = [.. sections.GetValueOrDefault("Related links", []).SelectMany(line => Link().Matches(line))
                .Select(link => (ToText(link.Groups["text"].Value), link.Groups["address"].Value))],
        };
        return page switch
        {
            { Synopsis: "" } => throw new HelpException(file, "There is no synopsis below the title."),
            { Description: [] } => throw new HelpException(file, "The description is empty."),
            { Examples: [] } => throw new HelpException(file, "There are no examples."),
            _ => page,
        };

        List<string> Required(string section) => sections.TryGetValue(section, out List<string>? found)
            ? found
            : throw new HelpException(file, $"There is no section '## {section}'.");
    }

    private static List<HelpExample> ReadExamples(string file, List<string> lines)
    {
        Dictionary<string, List<string>> sections = SplitAtHeadings(lines, "### ");
        sections.Remove("");
        var examples = new List<HelpExample>();
        foreach ((string title, List<string> body) in sections)
        {
            int start = body.FindIndex(IsFence);
            if (start < 0)
            {
                throw new HelpException(file, $"Example '{title}' has no code.");
            }

            examples.Add(new HelpExample(
                $"Example {examples.Count + 1}: {ToText(title)}",
                ToParagraphs(body.Take(start)),
                string.Join("\n\n", Fenced(body)),
                ToParagraphs(body.Skip(start))));
        }

        return examples;
    }

    private static Dictionary<string, List<string>> SplitAtHeadings(IEnumerable<string> lines, string mark)
    {
        var sections = new Dictionary<string, List<string>> { [""] = [] };
        List<string> current = sections[""];
        bool inCode = false;
        foreach (string line in lines)
        {
            inCode ^= IsFence(line);
            if (!inCode && line.StartsWith(mark, StringComparison.Ordinal))
            {
                sections[line[mark.Length..].Trim()] = current = [];
            }
            else
            {
                current.Add(line);
            }
        }

        return sections;
    }

    private static List<string> Fenced(List<string> lines)
    {
        var blocks = new List<string>();
        List<string>? block = null;
        foreach (string line in lines)
        {
            if (!IsFence(line))
            {
                block?.Add(line);
            }
            else if (block is null)
            {
                block = [];
            }
            else
            {
                blocks.Add(string.Join("\n", block));
                block = null;
            }
        }

        return blocks;
    }

    /// <summary>Paragraphs and list items, each on one line, without code blocks.</summary>
    private static List<string> ToParagraphs(IEnumerable<string> lines)
    {
        var paragraphs = new List<string>();
        bool inCode = false;
        bool open = false;
        foreach (string line in lines)
        {
            bool isFence = IsFence(line);
            inCode ^= isFence;
            string text = line.Trim();
            if (inCode || isFence || text.Length == 0)
            {
                open = false;
            }
            else if (open && !text.StartsWith("- ", StringComparison.Ordinal))
            {
                paragraphs[^1] += " " + text;
            }
            else
            {
                paragraphs.Add(text);
                open = true;
            }
        }

        return [.. paragraphs.Select(ToText)];
    }

    private static bool IsFence(string line) => line.StartsWith(Fence, StringComparison.Ordinal);

    /// <summary>Removes markup, for a terminal. Links into this repository keep only their text: they would not work.</summary>
    private static string ToText(string markdown)
    {
        string text = Link().Replace(markdown, link => link.Groups["address"].Value.StartsWith("https:", StringComparison.Ordinal)
            ? $"{link.Groups["text"].Value} ({link.Groups["address"].Value})"
            : link.Groups["text"].Value);
        return Emphasis().Replace(text, "${text}").Replace("`", "", StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\((?<address>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![\w*])\*{1,2}(?<text>[^*\s](?:[^*]*[^*\s])?)\*{1,2}(?![\w*])")]
    private static partial Regex Emphasis();
}
