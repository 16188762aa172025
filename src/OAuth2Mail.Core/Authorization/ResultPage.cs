using System.Net;

namespace OAuth2Mail.Authorization;

/// <summary>The page that the browser shows at the end. It loads nothing and runs nothing.</summary>
/// <param name="profile">The name of the profile that is authorized.</param>
/// <param name="mailbox">The mailbox that it sends from.</param>
internal sealed class ResultPage(string profile, string mailbox)
{
    private string Command => $"<code>Invoke-OAuth2Authorization -Name {WebUtility.HtmlEncode(profile)}</code>";

    private const string Template = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{title} – OAuth2Mail</title>
        <style>
        :root { --text: #1c2530; --soft: #46535f; --page: #f2f5f8; --card: #ffffff; --edge: #d5dde5; --tone: {light}; }
        @media (prefers-color-scheme: dark) {
          :root { --text: #edf1f5; --soft: #b4c0cc; --page: #12181f; --card: #1c252f; --edge: #33404d; --tone: {dark}; }
        }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; min-height: 100svh; display: grid; grid-template-columns: minmax(0, 36rem);
               place-content: center; padding: 1.5rem 1rem; background: var(--page); color: var(--text);
               font: 1.0625rem/1.6 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        main { padding: clamp(1.5rem, 6vw, 2.5rem); background: var(--card); border: 1px solid var(--edge);
               border-radius: 1rem; box-shadow: 0 .5rem 2rem rgb(0 0 0 / 6%); overflow-wrap: anywhere; }
        svg { display: block; width: 3rem; height: 3rem; margin-bottom: 1.25rem; color: var(--tone); fill: none;
              stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
        h1 { margin: 0 0 .5rem; font-size: 1.625rem; font-weight: 650; line-height: 1.25; text-wrap: balance; }
        p { margin: 0; }
        code { display: inline-block; font: .9375em/1.4 ui-monospace, "Cascadia Mono", Consolas, monospace; }
        .detail { margin-top: 1.25rem; padding: .75rem 1rem; background: var(--page); color: var(--soft);
                  border-inline-start: .25rem solid var(--tone); border-radius: .25rem; font-size: .9375rem;
                  white-space: pre-line; }
        .name { margin-top: 1.75rem; padding-top: 1rem; border-top: 1px solid var(--edge); color: var(--soft);
                font-size: .875rem; }
        </style>
        </head>
        <body>
        <main>
        <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="10.5"/><path d="{sign}"/></svg>
        <h1>{title}</h1>
        <p>{text}</p>
        {detail}
        <p class="name">OAuth2Mail</p>
        </main>
        </body>
        </html>
        """;

    /// <param name="outcome">How it ended.</param>
    /// <param name="detail">Details, possibly in the provider's words; they are HTML-encoded.</param>
    public string Render(AuthorizationOutcome outcome, string? detail)
    {
        (string sign, string title, string text, string light, string dark) = outcome switch
        {
            AuthorizationOutcome.Succeeded => (
                "M7.5 12.5l3 3 6-6.5", "You are signed in",
                $"Profile <b>{WebUtility.HtmlEncode(profile)}</b> can send mail as <b>{WebUtility.HtmlEncode(mailbox)}</b> now. You can close this tab.",
                "#1a7f4b", "#4cc38a"),
            AuthorizationOutcome.Declined => (
                "M8.5 8.5l7 7m0-7l-7 7", "Consent was declined",
                $"Nothing was changed. To try again, run {Command} in PowerShell.",
                "#b45309", "#f5a352"),
            AuthorizationOutcome.Expired => (
                "M12 6.5v6l3.5 2", "This came too late",
                $"Nobody is waiting for this answer any more. To try again, run {Command} in PowerShell.",
                "#b45309", "#f5a352"),
            AuthorizationOutcome.Foreign => (
                "M12 7v6m0 3.5v.01", "This is not the expected answer",
                $"It does not belong to the sign-in that PowerShell is waiting for, and was not used. Open the address that PowerShell shows, or run {Command} again.",
                "#c0262d", "#ff8a8a"),
            _ => (
                "M12 7v6m0 3.5v.01", "The sign-in did not work",
                "PowerShell shows what happened and what can be done about it.",
                "#c0262d", "#ff8a8a"),
        };
        string shown = string.IsNullOrWhiteSpace(detail)
            ? ""
            : $"<p class=\"detail\" dir=\"auto\">{WebUtility.HtmlEncode(detail)}</p>";

        // What came from outside is inserted last, so that it is never taken for a placeholder.
        return Template
            .Replace("{sign}", sign)
            .Replace("{title}", title)
            .Replace("{light}", light)
            .Replace("{dark}", dark)
            .Replace("{text}", text)
            .Replace("{detail}", shown);
    }
}
