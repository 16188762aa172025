using System.Net;
using System.Text.RegularExpressions;
using OAuth2Mail.Authorization;
using OAuth2Mail.Protocol;
using OAuth2Mail.Tests.Diagnostics;
using Xunit;

namespace OAuth2Mail.Tests.Authorization;

/// <summary>The page at the end, as a real browser shows it.</summary>
public sealed partial class ResultPageInChromiumTests
{
    private const string State = "the-state";
    private const string Hostile =
        "<script>document.title='taken over'</script><img src=\"http://outside.example/pixel.png\">";

    [Fact]
    public async Task Page_shows_what_came_from_outside_as_text()
    {
        (string document, IReadOnlyList<string> requests, Uri answer) = await VisitAsync(Hostile, injected: "");

        Assert.Contains("<title>The sign-in did not work – OAuth2Mail</title>", document);
        Assert.Contains("<h1>The sign-in did not work</h1>", document);
        Assert.Contains("&lt;script&gt;document.title='taken over'&lt;/script&gt;&lt;img src=", document);
        Assert.DoesNotContain("<script", document);
        Assert.DoesNotContain("<img", document);
        Assert.Equal([RecordingProxy.Provider, answer.AbsoluteUri], requests);
    }

    [Fact]
    public async Task Markup_that_got_into_the_page_would_load_and_run_nothing()
    {
        const string More = """
            <link rel="stylesheet" href="http://outside.example/style.css"><script src="http://outside.example/code.js">
            </script><iframe src="http://outside.example/"></iframe><svg onload="document.title='taken over'"></svg>
            """;

        (string document, IReadOnlyList<string> requests, Uri answer) = await VisitAsync(detail: null, Hostile + More);

        Assert.Contains("<img src=\"http://outside.example/pixel.png\">", document);
        Assert.Contains("<title>The sign-in did not work – OAuth2Mail</title>", document);
        Assert.Equal([RecordingProxy.Provider, answer.AbsoluteUri], requests);
    }

    [Fact]
    public async Task Page_fits_a_phone_in_light_and_dark()
    {
        Measurement[] dark = await MeasureAsync("--blink-settings=preferredColorScheme=0");
        Measurement[] light = await MeasureAsync("--blink-settings=preferredColorScheme=1");

        Assert.All([.. dark, .. light], frame => Assert.Equal(frame.Width, frame.ContentWidth));
        Assert.Equal("rgb(18, 24, 31) under rgb(237, 241, 245)", Assert.Single(dark.Select(frame => frame.Colours).Distinct()));
        Assert.Equal("rgb(242, 245, 248) under rgb(28, 37, 48)", Assert.Single(light.Select(frame => frame.Colours).Distinct()));
    }

    /// <summary>Goes to the provider, and from there to the listener, as a person's browser does.</summary>
    private static async Task<(string Document, IReadOnlyList<string> Requests, Uri Answer)> VisitAsync(
        string? detail, string injected)
    {
        _ = Chromium.Find();
        using var listener = LoopbackRedirectListener.Start(new Uri("http://127.0.0.1/callback"), new ResultPage("news", "alex@contoso.test"));
        var answer = new Uri($"{listener.RedirectUri}?code=a-code&state={State}");
        using var proxy = new RecordingProxy(answer, injected);
        Task<AuthorizationResponse> receiving =
            listener.ReceiveAsync(State, new RecordingSink(), TestContext.Current.CancellationToken);
        Task<string> browsing = Chromium.DumpDomAsync(RecordingProxy.Provider, proxy.Start());

        // A browser that fails must not leave the test waiting for its answer.
        if (await Task.WhenAny(receiving, browsing) == receiving)
        {
            await listener.RespondAsync(AuthorizationOutcome.Failed, detail, TestContext.Current.CancellationToken);
        }

        return (await browsing, proxy.Requests, answer);
    }

    /// <summary>
    /// Every outcome in frames as wide as a phone and as WCAG 1.4.10 asks for: a window cannot be made that narrow.
    /// </summary>
    private static async Task<Measurement[]> MeasureAsync(string colourScheme)
    {
        string unbroken = new('W', 300);
        IEnumerable<string> frames =
            from width in (int[])[390, 320]
            from outcome in Enum.GetValues<AuthorizationOutcome>()
            let page = WebUtility.HtmlEncode(new ResultPage("news", "alex@contoso.test").Render(outcome, unbroken))
            select $"""<iframe style="border: 0" width="{width}" height="844" srcdoc="{page}"></iframe>""";
        const string Script = """
            addEventListener('load', () => {
              document.body.textContent = [...document.querySelectorAll('iframe')].map(frame => {
                const page = frame.contentDocument, style = frame.contentWindow.getComputedStyle(page.body);
                return `[${frame.width}|${page.documentElement.scrollWidth}|${style.backgroundColor} under ${style.color}]`;
              }).join('');
            });
            """;
        string file = Path.Combine(Directory.CreateTempSubdirectory("oauth2mail-page-").FullName, "frames.html");
        try
        {
            await File.WriteAllTextAsync(
                file,
                "<!DOCTYPE html><meta charset=\"utf-8\"><meta name=\"color-scheme\" content=\"light dark\">"
                    + $"<script>{Script}</script><body>{string.Concat(frames)}</body>");

            // A phone's scrollbars take no room.
            string document = await Chromium.DumpDomAsync(new Uri(file).AbsoluteUri, colourScheme, "--hide-scrollbars");

            Measurement[] measured =
            [
                .. MeasurementPattern().Matches(document)
                    .Select(match => new Measurement(match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value)),
            ];
            Assert.Equal(2 * Enum.GetValues<AuthorizationOutcome>().Length, measured.Length);
            return measured;
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [GeneratedRegex(@"\[(\d+)\|(\d+)\|([^\]]+)\]")]
    private static partial Regex MeasurementPattern();

    private sealed record Measurement(string Width, string ContentWidth, string Colours);
}
