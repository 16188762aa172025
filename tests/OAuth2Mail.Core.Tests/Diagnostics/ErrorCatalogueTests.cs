using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using OAuth2Mail.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Diagnostics;

/// <summary>
/// The catalogue as a whole. What it makes of each reply is tested where replies come from: tests/Pester/Errors.Tests.ps1.
/// </summary>
public sealed partial class ErrorCatalogueTests
{
    private static readonly string[] s_byReplies =
        ["Exchange Online (SMTP)", "Gmail (SMTP)", "Any SMTP server", "Microsoft Entra", "Google OAuth", "OAuth 2.0"];

    private static readonly string s_root = FindRoot();

    private static IEnumerable<CatalogueEntry> Entries => ErrorCatalogue.Tables.SelectMany(static table => table.Entries);

    [Fact]
    public void Every_entry_has_an_id_a_meaning_and_a_remedy_that_can_be_filled_in() => Assert.All(Entries, static entry =>
    {
        Assert.Matches("^[A-Z][A-Za-z0-9]+$", entry.ErrorId);
        Assert.NotEmpty(entry.Codes);
        Assert.EndsWith(".", entry.Meaning, StringComparison.Ordinal);
        Assert.NotEmpty(entry.Remedy);
        Assert.DoesNotMatch(@"\{\w+\}", entry.AdviceFor(AdviceSubject.Nobody));
        Assert.True(entry.Link is null || entry.Link.StartsWith("https://", StringComparison.Ordinal), entry.Link);
    });

    [Fact]
    public void Every_entry_is_found_by_what_it_says_of_itself()
    {
        foreach (var (title, entries) in ErrorCatalogue.Tables)
        {
            foreach (var entry in entries)
            {
                var subject = AdviceSubject.Nobody with { Grant = entry.Grants.FirstOrDefault("AuthorizationCode"), Service = entry.Service };
                var words = entry.Words.FirstOrDefault("");
                var others = entries.TakeWhile(other => other != entry).Where(other => other.Matches(entry.Codes[0], words, subject)).ToList();

                Assert.True(entry.Matches(entry.Codes[0], words, subject), $"{title}: {entry.Codes[0]} {words}");
                Assert.True(others.Count == 0, $"{title}: {entry.Codes[0]} {words} is hidden by {others.FirstOrDefault()?.Meaning}");
            }
        }
    }

    [Fact]
    public void Every_code_and_text_has_a_real_wording_in_the_suite()
    {
        var suite = File.ReadAllText(Path.Combine(s_root, "tests", "Pester", "Errors.Tests.ps1"));
        var missing =
            from table in ErrorCatalogue.Tables
            where s_byReplies.Contains(table.Title)
            from entry in table.Entries
            let codes = entry.Codes.Select(static code => code.Replace("AADSTS", "", StringComparison.Ordinal)).ToList()
            let isOfReplies = entry.Codes.All(static code => char.IsDigit(code[0]))
            // The loopback server itself sends the JSON.
            from part in (isOfReplies && entry.Words.Length > 0 ? codes.Take(1) : codes).Concat(entry.Words.Where(static words => words[0] != '"'))
            where !suite.Contains(part, StringComparison.OrdinalIgnoreCase)
            select $"{table.Title}: {part}";

        Assert.Empty(missing);
    }

    [Fact]
    public void Codes_of_networks_and_TLS_are_NET_s_own_names()
    {
        Assert.All(
            ErrorCatalogue.Tables.Single(static table => table.Title == "DNS and network").Entries.SelectMany(static entry => entry.Codes),
            static code => Assert.True(Enum.TryParse<SocketError>(code, out _), code));
        string[] ours = ["ThumbprintMismatch", "OtherCertificateProblem", "HandshakeFailed", "StartTlsNotOffered"];
        Assert.All(
            ErrorCatalogue.Tables.Single(static table => table.Title == "TLS").Entries.SelectMany(static entry => entry.Codes),
            code => Assert.True(
                ours.Contains(code) || Enum.TryParse<X509ChainStatusFlags>(code, out _) || Enum.TryParse<SslPolicyErrors>(code, out _), code));
    }

    // The ids are promises: whoever adds one writes it down.
    [Fact]
    public void Every_id_in_the_code_is_documented()
    {
        var page = File.ReadAllText(Path.Combine(s_root, "docs", "errors.md"));
        var ids = Directory.EnumerateFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(static file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(static file => Ids().Matches(File.ReadAllText(file)).Select(static match => match.Groups[1].Value))
            .Distinct()
            .ToList();

        Assert.True(ids.Count > 80, $"{ids.Count}");
        Assert.DoesNotContain(ids, id => !page.Contains($"`{id}`", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("535 5.7.3", "Authentication unsuccessful", null, "Exchange Online")]
    [InlineData("535 5.7.3", "Nothing that is known", null, "The server does not accept")]
    [InlineData("535 5.7.8", "Error: authentication failed: (reason unavailable)", null, "The server does not accept")]
    [InlineData("535 5.7.8", "Error: authentication failed", MailService.Google, "Google accepts")]
    internal void Code_that_several_servers_use_is_told_apart(string code, string text, MailService? service, string meaning)
    {
        var entry = ErrorCatalogue.FindReply(code, text, AdviceSubject.Nobody with { Service = service });

        Assert.StartsWith(meaning, entry!.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_and_spaces_of_a_reply_do_not_matter()
        => Assert.Equal("SmtpAuthenticationDisabled", ErrorCatalogue.FindReply(
            "535 5.7.139",
            "5.7.139 Authentication unsuccessful, SmtpClientAuthentication  is\r\n5.7.139 disabled for the Tenant.",
            AdviceSubject.Nobody)!.ErrorId);

    [GeneratedRegex("""(?:new\(|OAuth2MailException\(|ErrorId = |errorId: )\s*"([A-Z][A-Za-z0-9]+)",?\s*\n?\s*(?:FailureKind|isExpired|cause)""")]
    private static partial Regex Ids();

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OAuth2Mail.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
