using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace OAuth2Mail.HelpWriter;

/// <summary>
/// Reads a page of docs/cmdlets: a title and a synopsis, then the sections Description, Examples (a heading each), Notes and
/// Related links.
/// </summary>
internal static class CmdletPageReader
{
    public static CmdletPage Read(string file, string cmdlet)
    {
        MarkdownDocument document = Markdown.Parse(File.ReadAllText(file));
        if (document is not [HeadingBlock { Level: 1, Line: 0 } title, ..] || ToText(title.Inline) != cmdlet)
        {
            throw new HelpException(file, $"The first line must be '# {cmdlet}'.");
        }

        var page = new CmdletPage
        {
            File = file,
            Synopsis = string.Join(" ", ToParagraphs(Below(title).TakeWhile(block => block is not HeadingBlock))),
            Description = [.. ToParagraphs(Required("Description"))],
            Examples = [.. Headings(Required("Examples"), 3).Select((heading, index) => ReadExample(file, heading, index + 1))],
            Notes = [.. ToParagraphs(Section("Notes") ?? [])],
            Links = [.. (Section("Related links") ?? []).SelectMany(block => block.Descendants<LinkInline>())
                .Select(link => (TextWithin(link), link.Url ?? ""))],
        };
        return page switch
        {
            { Synopsis: "" } => throw new HelpException(file, "There is no synopsis below the title."),
            { Description: [] } => throw new HelpException(file, "The description is empty."),
            { Examples: [] } => throw new HelpException(file, "There are no examples."),
            _ => page,
        };

        IEnumerable<Block>? Section(string name) =>
            Headings(document, 2).FirstOrDefault(heading => ToText(heading.Inline) == name) is { } found ? Below(found) : null;

        IEnumerable<Block> Required(string name) =>
            Section(name) ?? throw new HelpException(file, $"There is no section '## {name}'.");
    }

    private static HelpExample ReadExample(string file, HeadingBlock heading, int number)
    {
        string title = ToText(heading.Inline);
        Block[] body = [.. Below(heading)];
        int start = Array.FindIndex(body, block => block is CodeBlock);
        return start < 0
            ? throw new HelpException(file, $"Example '{title}' has no code.")
            : new HelpExample(
                $"Example {number}: {title}",
                [.. ToParagraphs(body[..start])],
                string.Join("\n\n", body.OfType<CodeBlock>().Select(code => code.Lines)),
                [.. ToParagraphs(body[start..])]);
    }

    private static IEnumerable<HeadingBlock> Headings(IEnumerable<Block> blocks, int level) =>
        blocks.OfType<HeadingBlock>().Where(heading => heading.Level == level);

    /// <summary>What stands below a heading, up to the next one that is no part of it.</summary>
    private static IEnumerable<Block> Below(HeadingBlock heading) => heading.Parent!
        .SkipWhile(block => block != heading)
        .Skip(1)
        .TakeWhile(block => block is not HeadingBlock next || next.Level > heading.Level);

    /// <summary>Paragraphs and list items, each on one line, without code blocks.</summary>
    private static IEnumerable<string> ToParagraphs(IEnumerable<Block> blocks) => blocks.SelectMany(block => block switch
    {
        ContainerBlock container => ToParagraphs(container),
        LeafBlock { Inline: { } text } => [Mark(block) + ToText(text)],
        _ => [],
    });

    /// <summary>What an item of a list begins with; only numbered ones have an order.</summary>
    private static string Mark(Block block) =>
        block.Parent is not ListItemBlock item || item[0] != block ? ""
        : item.Order > 0 ? $"{item.Order}. " : "- ";

    /// <summary>Removes markup, for a terminal. Links into this repository keep only their text: they would not work.</summary>
    private static string ToText(Inline? inline) => inline switch
    {
        LinkInline { Url: { } url } link when url.StartsWith("https:", StringComparison.Ordinal) => $"{TextWithin(link)} ({url})",
        ContainerInline container => TextWithin(container),
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        AutolinkInline address => address.Url,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        HtmlInline html => html.Tag,
        LineBreakInline => " ",
        _ => "",
    };

    private static string TextWithin(ContainerInline container) => string.Concat(container.Select(ToText));
}
