using System.Globalization;
using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Errors;

namespace OAuth2Mail.HelpWriter;

/// <summary>
/// docs/errors.md: what providers say comes from the catalogue in the code, between two marks; the errors of the module itself are
/// written by hand below. <c>about_OAuth2Mail_Errors</c> is made from both.
/// </summary>
internal sealed class ErrorPage(string file)
{
    private const string Begin = "<!-- From the catalogue: dotnet run --no-build --project build/OAuth2Mail.HelpWriter -- --errors -->";
    private const string End = "<!-- End of the catalogue -->";

    private readonly string _text = File.ReadAllText(file).ReplaceLineEndings("\n");

    /// <summary>Writes the catalogue to the page.</summary>
    public void Update() => File.WriteAllText(file, WithCatalogue());

    /// <exception cref="HelpException">The page shows another catalogue than the code has.</exception>
    public void RequireCurrent()
    {
        if (WithCatalogue() != _text)
        {
            throw new HelpException(file, "It is not that of the catalogue any more: dotnet run --no-build --project build/OAuth2Mail.HelpWriter -- --errors");
        }
    }

    /// <summary>The topic for Get-Help: every id with its category and what it means.</summary>
    public string ToAboutTopic()
    {
        var topic = new StringBuilder(
            """
            TOPIC
                about_OAuth2Mail_Errors

            SHORT DESCRIPTION
                The ids of all errors of OAuth2Mail, and what they mean.

            LONG DESCRIPTION
                Every error has a stable id, the first part of its FullyQualifiedErrorId. What to do is its recommended action:

                    try { Send-OAuth2MailMessage ... -ErrorAction Stop }
                    catch {
                        $_.Exception.ErrorId                   # SmtpAuthenticationDisabled
                        $_.Exception.Message                   # what happened, with the server's words
                        $_.ErrorDetails.RecommendedAction      # what to do
                        $_.Exception.ProviderCode              # 535 5.7.139, AADSTS7000222, invalid_grant
                        $_.Exception.ServerResponse            # the server's words alone
                        $_.Exception.IsTransient               # whether it may work a little later
                        $_.Exception.CorrelationId, $_.Exception.TraceId   # for the provider's support
                        $_.Exception.HelpLink                  # the provider's page
                    }

                In Windows PowerShell, which does not show recommended actions: $Error[0].ErrorDetails.RecommendedAction
                docs/errors.md in the project's repository has the codes of the providers, and what to do for each.

            ERROR IDS

            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<string, (string Id, string Category, string Meaning)> error in Errors().GroupBy(error => error.Id).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            topic.Append(string.Create(CultureInfo.InvariantCulture, $"    {error.Key} ({string.Join(", ", error.Select(row => row.Category).Distinct())})\n"));
            foreach (string meaning in error.Select(row => row.Meaning).Distinct())
            {
                topic.Append(Indent(meaning));
            }
        }

        return topic.Append("\nSEE ALSO\n    about_OAuth2Mail\n    Test-OAuth2MailProfile\n").ToString();
    }

    private IEnumerable<(string Id, string Category, string Meaning)> Errors()
    {
        IEnumerable<(string, string, string)> known = ErrorCatalogue.Tables.SelectMany(table => table.Entries)
            .Select(entry => (entry.ErrorId, CategoryOf(entry), Plain(entry.Meaning)));
        MarkdownDocument document = Markdown.Parse(_text[_text.IndexOf(End, StringComparison.Ordinal)..], new MarkdownPipelineBuilder().UsePipeTables().Build());
        IEnumerable<(string, string, string)> own = document.Descendants<TableRow>()
            .Where(row => !row.IsHeader)
            .Select(row => (Cell(row, 0), Cell(row, 1), Cell(row, 2)));
        return known.Concat(own);
    }

    private string WithCatalogue()
    {
        int begin = _text.IndexOf(Begin, StringComparison.Ordinal);
        int end = _text.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
        {
            throw new HelpException(file, $"The marks '{Begin}' and '{End}' are missing.");
        }

        var catalogue = new StringBuilder(Begin).Append('\n');
        foreach ((string title, IReadOnlyList<CatalogueEntry> entries) in ErrorCatalogue.Tables)
        {
            catalogue.Append(string.Create(CultureInfo.InvariantCulture, $"\n## {title}\n\n| what is said | id, category | what it means, and what to do |\n| --- | --- | --- |\n"));
            foreach (CatalogueEntry entry in entries)
            {
                catalogue.Append(string.Create(CultureInfo.InvariantCulture, $"| {Said(entry)} | `{entry.ErrorId}`{Other(entry)} {CategoryOf(entry)} | {Explained(entry)} |\n"));
            }
        }

        return _text[..begin] + catalogue.Append('\n') + _text[end..];
    }

    private static string Said(CatalogueEntry entry)
    {
        string codes = string.Join(", ", entry.Codes.Select(code => $"`{code}`"));
        string words = entry.Words.Length == 0 ? "" : $" with {string.Join(" or ", entry.Words.Select(word => $"“{Escape(word)}”"))}";
        string grants = entry.Grants.Length == 0 ? "" : $" (grant {string.Join(", ", entry.Grants)})";
        return codes + words + grants;
    }

    private static string Other(CatalogueEntry entry) =>
        entry.EndpointErrorId is null ? "" : $" (of an OAuth endpoint: `{entry.EndpointErrorId}`)";

    private static string Explained(CatalogueEntry entry)
    {
        string advice = Escape(entry.AdviceFor(AdviceSubject.Nobody)).Replace("\n", "<br>", StringComparison.Ordinal);
        string link = entry.Link is null ? "" : $" [More]({entry.Link})";
        return $"{advice}{(entry.IsTransient ? " *Transient.*" : "")}{link}";
    }

    private static string CategoryOf(CatalogueEntry entry) =>
        ErrorRecords.From(new OAuth2MailException(entry, AdviceSubject.Nobody, ""), target: null).CategoryInfo.Category.ToString();

    private static string Plain(string text) => AdviceSubject.Nobody.Fill(text).Replace("*", "", StringComparison.Ordinal);

    // Names in angle brackets would be taken for HTML.
    private static string Escape(string text) => text
        .Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("$", "&#36;", StringComparison.Ordinal);

    private static string Cell(TableRow row, int index) => string.Concat(((TableCell)row[index]).Descendants<LeafInline>().Select(inline => inline switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        HtmlEntityInline entity => entity.Transcoded.ToString(),
        _ => " ",
    })).Trim();

    private static string Indent(string meaning)
    {
        var text = new StringBuilder();
        string line = "       ";
        foreach (string word in meaning.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length + 1 + word.Length > 79)
            {
                text.Append(line).Append('\n');
                line = "       ";
            }

            line += $" {word}";
        }

        return text.Append(line).Append('\n').ToString();
    }
}
