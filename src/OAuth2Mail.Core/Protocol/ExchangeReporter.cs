using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Protocol;

/// <summary>Tells of each exchange with a provider: where, what for, and how it ended. Of secrets it tells only that they were there.</summary>
/// <remarks>The handler below is shared, and not disposed with this one.</remarks>
internal sealed class ExchangeReporter(HttpMessageHandler shared, IDiagnosticSink diagnostics) : HttpMessageHandler
{
    // Everything else might be a secret: refresh tokens, codes, passwords, assertions.
    private static readonly string[] s_shownInRequest =
    [
        "grant_type", "client_id", "scope", "redirect_uri", "response_type", "token_type_hint", "resource", "code_challenge_method",
        "client_assertion_type", "requested_token_use",
    ];

    private static readonly string[] s_shownInAnswer =
    [
        "token_type", "expires_in", "refresh_token_expires_in", "scope", "error", "error_description", "suberror", "correlation_id",
        "trace_id", "interval", "verification_uri",
    ];

    private readonly HttpMessageInvoker _invoker = new(shared, disposeHandler: false);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string address = request.RequestUri!.GetLeftPart(UriPartial.Path);
        IReadOnlyList<KeyValuePair<string, string>> parameters = await ParametersOfAsync(request).ConfigureAwait(false);
        Redaction.Keep([.. parameters.Where(parameter => !s_shownInRequest.Contains(parameter.Key)).Select(parameter => parameter.Value)]);
        Redaction.Keep(request.Headers.Authorization?.Parameter);
        string grant = parameters.FirstOrDefault(parameter => parameter.Key == "grant_type").Value ?? "";
        string what = $"{request.Method} {address}{(grant.Length == 0 ? "" : $" ({ServerWords.SingleLine(grant)})")}";
        diagnostics.Protocol($"C: {request.Method} {address} {string.Join("&", parameters.Select(Redacted))}".TrimEnd());
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            HttpResponseMessage response = await _invoker.SendAsync(request, cancellationToken).ConfigureAwait(false);
            string answer = await DescribeAsync(response).ConfigureAwait(false);
            diagnostics.Protocol($"S: {answer}");
            diagnostics.Verbose(string.Format(
                CultureInfo.CurrentCulture, "{0}: HTTP {1} in {2:0.00} s.", what, (int)response.StatusCode, Elapsed(start)));
            return response;
        }
        catch (OAuth2MailException e)
        {
            diagnostics.Protocol($"S: {e.Message}");
            diagnostics.Verbose(string.Format(
                CultureInfo.CurrentCulture, "{0}: failed after {1:0.00} s: {2}", what, Elapsed(start), e.Message));
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _invoker.Dispose();
        }

        base.Dispose(disposing);
    }

    private static double Elapsed(long start) => TimeProvider.System.GetElapsedTime(start).TotalSeconds;

    private static async Task<IReadOnlyList<KeyValuePair<string, string>>> ParametersOfAsync(HttpRequestMessage request)
    {
        string query = request.RequestUri!.Query.TrimStart('?');
        string form = request.Content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded"
            ? await request.Content.ReadAsStringAsync().ConfigureAwait(false)
            : "";
        return
        [
            .. $"{query}&{form}".Split('&').Where(pair => pair.Length > 0).Select(pair =>
            {
                int equals = pair.IndexOf('=');
                return equals < 0
                    ? new KeyValuePair<string, string>(WebUtility.UrlDecode(pair), "")
                    : new KeyValuePair<string, string>(
                        WebUtility.UrlDecode(pair.Substring(0, equals)), WebUtility.UrlDecode(pair.Substring(equals + 1)));
            }),
        ];
    }

    private static string Redacted(KeyValuePair<string, string> parameter) =>
        $"{ServerWords.SingleLine(parameter.Key)}={(s_shownInRequest.Contains(parameter.Key) ? ServerWords.SingleLine(parameter.Value) : "***")}";

    // In memory already.
    private static async Task<string> DescribeAsync(HttpResponseMessage response)
    {
        var text = new StringBuilder().Append((int)response.StatusCode).Append(' ').Append(response.StatusCode);
        if (response.Content is not null
            && JsonMembers.ObjectIn(await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false)) is JsonElement json)
        {
            foreach (JsonProperty member in json.EnumerateObject().Take(100))
            {
                string value = !s_shownInAnswer.Contains(member.Name) ? "***" : ServerWords.SingleLine(member.Value.ToString());
                text.Append(' ').Append(ServerWords.SingleLine(member.Name)).Append('=').Append(value);
            }
        }

        return text.ToString();
    }
}
