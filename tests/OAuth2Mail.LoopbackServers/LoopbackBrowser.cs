using System.Net;
using System.Net.Security;
using System.Text.RegularExpressions;

namespace OAuth2Mail.LoopbackServers;

/// <summary>Plays the browser of a user who consents: follows redirects and submits form_post pages.</summary>
public sealed partial class LoopbackBrowser : IDisposable
{
    private const int MaxSteps = 20;

    /// <summary>A program that visits the address it is given: what <c>$BROWSER</c> may name.</summary>
    public static string Executable => Path.Combine(
        AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "OAuth2Mail.LoopbackServers.exe" : "OAuth2Mail.LoopbackServers");

    // The certificates of loopback servers are not what a browser is here to test; no other host gets this trust.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        SslOptions =
        {
            RemoteCertificateValidationCallback = static (connection, _, _, errors) => errors is SslPolicyErrors.None
                || connection is SslStream { TargetHostName: "localhost" or "127.0.0.1" },
        },
    });

    /// <summary>
    /// Goes where an address leads, until a page that leads nowhere further: in most cases that of the client's own
    /// loopback listener.
    /// </summary>
    public async Task<VisitedPage> VisitAsync(Uri address, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        for (var step = 0; step < MaxSteps; step++)
        {
            var current = request.RequestUri!;
            using var response = await _http.SendAsync(request, cancellationToken);
            request.Dispose();
            if (response.Headers.Location is { } location)
            {
                request = new HttpRequestMessage(HttpMethod.Get, new Uri(current, location));
                continue;
            }

            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            if (SubmittedForm(current, body) is not { } form)
            {
                return new VisitedPage(current, response.StatusCode, body);
            }

            request = form;
        }

        throw new HttpRequestException($"{address} redirects without end.");
    }

    /// <summary>As <see cref="VisitAsync"/>, but stops short of the first address that begins with a prefix.</summary>
    public async Task<Uri> FindRedirectAsync(Uri address, string prefix, CancellationToken cancellationToken = default)
    {
        for (var step = 0; step < MaxSteps; step++)
        {
            using var response = await _http.GetAsync(address, cancellationToken);
            address = response.Headers.Location is { } location
                ? new Uri(address, location)
                : throw new HttpRequestException(
                    $"{address} answered {(int)response.StatusCode} instead of a redirect: "
                    + await response.Content.ReadAsStringAsync(cancellationToken));
            if (address.AbsoluteUri.StartsWith(prefix, StringComparison.Ordinal))
            {
                return address;
            }
        }

        throw new HttpRequestException($"No redirect leads to {prefix}.");
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>A page whose form a script submits is the form_post response mode; any other page is the end.</summary>
    private static HttpRequestMessage? SubmittedForm(Uri page, string body)
    {
        if (FormTag().Match(body) is not { Success: true } form || !body.Contains(".submit()", StringComparison.Ordinal))
        {
            return null;
        }

        var fields = InputTag().Matches(body).Select(static input => KeyValuePair.Create(
            WebUtility.HtmlDecode(input.Groups["name"].Value), WebUtility.HtmlDecode(input.Groups["value"].Value)));
        return new HttpRequestMessage(HttpMethod.Post, new Uri(page, WebUtility.HtmlDecode(form.Groups["action"].Value)))
        {
            Content = new FormUrlEncodedContent(fields),
        };
    }

    [GeneratedRegex("""<form\b[^>]*\baction="(?<action>[^"]*)"[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex FormTag();

    [GeneratedRegex("""<input\b[^>]*\bname="(?<name>[^"]*)"[^>]*\bvalue="(?<value>[^"]*)"[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex InputTag();
}
