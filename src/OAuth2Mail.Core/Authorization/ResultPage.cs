using System.Net;

namespace OAuth2Mail.Authorization;

/// <summary>The page that the browser shows at the end. It loads nothing and runs nothing.</summary>
internal static class ResultPage
{
    private const string Template = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} – OAuth2Mail</title>
        <style>
        :root { --text: #1c2530; --soft: #4a5868; --page: #f2f5f8; --card: #ffffff; --edge: #d5dde5; --tone: {light}; }
        @media (prefers-color-scheme: dark) {
          :root { --text: #edf1f5; --soft: #b4c0cc; --page: #12181f; --card: #1c252f; --edge: #33404d; --tone: {dark}; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem;
               background: var(--page); color: var(--text); font: 1.0625rem/1.6 system-ui, "Segoe UI", sans-serif; }
        main { width: 100%; max-width: 34rem; padding: 2.25rem 2rem; background: var(--card);
               border: 1px solid var(--edge); border-top: .35rem solid var(--tone); border-radius: .75rem; }
        h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; }
        h1 span { color: var(--tone); margin-right: .35rem; }
        p { margin: .5rem 0; overflow-wrap: anywhere; }
        .detail { margin-top: 1rem; padding: .75rem 1rem; border-radius: .5rem; background: var(--page); color: var(--soft);
                  font-size: .9375rem; }
        .name { margin-top: 1.75rem; color: var(--soft); font-size: .875rem; }
        </style>
        </head>
        <body>
        <main role="{role}">
        <h1><span aria-hidden="true">{sign}</span>{title}</h1>
        <p>{text}</p>
        {detail}
        <p class="name">OAuth2Mail</p>
        </main>
        </body>
        </html>
        """;

    /// <param name="outcome">How it ended.</param>
    /// <param name="detail">More, possibly in the provider's words: it is escaped.</param>
    public static string Render(AuthorizationOutcome outcome, string? detail)
    {
        (string sign, string title, string text, string light, string dark) = outcome switch
        {
            AuthorizationOutcome.Succeeded => (
                "✓", "You are signed in", "Mail can be sent now. You can close this tab and go back to PowerShell.",
                "#1a7f4b", "#4cc38a"),
            AuthorizationOutcome.Declined => (
                "✕", "Consent was declined", "Nothing was changed. To try again, run Invoke-OAuth2Authorization in PowerShell.",
                "#b45309", "#f5a352"),
            AuthorizationOutcome.Expired => (
                "⌛", "This came too late", "Nobody is waiting for this answer any more. Run Invoke-OAuth2Authorization again.",
                "#b45309", "#f5a352"),
            _ => (
                "!", "The sign-in did not work", "PowerShell shows what happened and what can be done about it.",
                "#c0262d", "#ff8a8a"),
        };
        string shown = string.IsNullOrWhiteSpace(detail)
            ? ""
            : $"<p class=\"detail\">{WebUtility.HtmlEncode(detail)}</p>";

        // What came from outside is inserted last, so that it is never taken for a placeholder.
        return Template
            .Replace("{role}", outcome == AuthorizationOutcome.Succeeded ? "status" : "alert")
            .Replace("{sign}", sign)
            .Replace("{title}", title)
            .Replace("{text}", text)
            .Replace("{light}", light)
            .Replace("{dark}", dark)
            .Replace("{detail}", shown);
    }
}
