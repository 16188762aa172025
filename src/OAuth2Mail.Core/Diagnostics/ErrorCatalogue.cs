using System.Text.RegularExpressions;
using OAuth2Mail.Diagnostics.Catalogue;

namespace OAuth2Mail.Diagnostics;

/// <summary>What providers, vaults and networks say when they say no. The tables are in <c>Catalogue/</c>.</summary>
internal static class ErrorCatalogue
{
    // Each line of a reply begins with the enhanced status again (RFC 2034 §4).
    private static readonly Regex s_nextLine =
        new(@"[\r\n]+\s*(?:[245]\.\d{1,3}\.\d{1,3}\b)?", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly Regex s_spaces = new(@"\s+", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The tables, each under its title.</summary>
    public static IReadOnlyList<(string Title, IReadOnlyList<CatalogueEntry> Entries)> Tables { get; } =
    [
        ("Exchange Online (SMTP)", ExchangeOnlineReplies.Entries),
        ("Gmail (SMTP)", GmailReplies.Entries),
        ("Any SMTP server", SmtpReplies.Entries),
        ("Microsoft Entra", EntraCodes.Entries),
        ("Google OAuth", GoogleErrors.Entries),
        ("OAuth 2.0", OAuthErrors.Entries),
        ("Managed identity and certificates of Microsoft's library", MicrosoftLibraryErrors.Entries),
        ("SecretManagement", VaultErrors.Entries),
        ("TLS", TlsErrors.Entries),
        ("DNS and network", NetworkErrors.Entries),
    ];

    /// <summary>An SMTP reply.</summary>
    /// <param name="code">The code, with the enhanced status where there is one: <c>535 5.7.3</c>.</param>
    /// <param name="text">The server's text.</param>
    /// <param name="subject">Whom it was said to.</param>
    public static CatalogueEntry? FindReply(string code, string text, AdviceSubject subject) =>
        Find(code, text, subject, ExchangeOnlineReplies.Entries, GmailReplies.Entries, SmtpReplies.Entries);

    /// <summary>An AADSTS code of Microsoft Entra.</summary>
    public static CatalogueEntry? FindEntra(string code, AdviceSubject subject) => Find(code, "", subject, EntraCodes.Entries);

    /// <summary>An OAuth <c>error</c> of Google.</summary>
    public static CatalogueEntry? FindGoogle(string error, string text, AdviceSubject subject) =>
        Find(error, text, subject, GoogleErrors.Entries, OAuthErrors.Entries);

    /// <summary>An OAuth <c>error</c> of any other provider.</summary>
    public static CatalogueEntry? FindOAuth(string error, string text, AdviceSubject subject) =>
        Find(error, text, subject, OAuthErrors.Entries);

    /// <summary>An error code of MSAL.</summary>
    public static CatalogueEntry? FindMicrosoftLibrary(string code, string text, AdviceSubject subject) =>
        Find(code, text, subject, MicrosoftLibraryErrors.Entries);

    /// <summary>What a vault's failure is called: an exception's type, or an error id.</summary>
    public static CatalogueEntry? FindVault(string code, string text) =>
        Find(code, text, AdviceSubject.Nobody, VaultErrors.Entries);

    /// <summary>A problem with a certificate or with TLS.</summary>
    public static CatalogueEntry? FindTls(string code) => Find(code, "", AdviceSubject.Nobody, TlsErrors.Entries);

    /// <summary>A socket's error.</summary>
    public static CatalogueEntry? FindNetwork(string code) => Find(code, "", AdviceSubject.Nobody, NetworkErrors.Entries);

    private static CatalogueEntry? Find(
        string code, string text, AdviceSubject subject, params IReadOnlyList<CatalogueEntry>[] tables)
    {
        string line = s_spaces.Replace(s_nextLine.Replace(text, " "), " ");
        return tables.SelectMany(table => table).FirstOrDefault(entry => entry.Matches(code, line, subject));
    }
}
