using System.Text.Json;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>An answer that an endpoint gives instead of its own.</summary>
public sealed record EndpointFault
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 400;

    /// <summary>The body, sent as it is.</summary>
    public string Body { get; init; } = "";

    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Headers to add, such as <c>Retry-After</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How long to wait before answering.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Never answer: the connection stays open until the client or the server gives up.</summary>
    public bool Hangs { get; init; }

    /// <summary>Close the connection without an answer.</summary>
    public bool Drops { get; init; }

    /// <summary>Wait, and then let the endpoint answer as usual.</summary>
    public bool AnswersAfterDelay { get; init; }

    /// <summary>An OAuth error document (RFC 6749 §5.2).</summary>
    public static EndpointFault OAuthError(string error, string? description = null, int status = 400) => new()
    {
        Status = status,
        Body = description is null
            ? JsonSerializer.Serialize(new { error })
            : JsonSerializer.Serialize(new { error, error_description = description }),
    };

    /// <summary>An error document as Microsoft Entra words it, with its AADSTS number and a correlation id.</summary>
    public static EndpointFault EntraError(int code, string error = "invalid_grant", string message = "Refused by a test.")
    {
        var correlation = Guid.NewGuid().ToString();
        var trace = Guid.NewGuid().ToString();
        var timestamp = DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss'Z'", null);
        return new()
        {
            Body = JsonSerializer.Serialize(new
            {
                error,
                error_description =
                    $"AADSTS{code}: {message} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {timestamp}",
                error_codes = new[] { code },
                timestamp,
                trace_id = trace,
                correlation_id = correlation,
                error_uri = $"https://login.microsoftonline.com/error?code={code}",
            }),
        };
    }

    /// <summary>A bare HTTP status, perhaps with <c>Retry-After</c>.</summary>
    public static EndpointFault HttpStatus(int status, TimeSpan? retryAfter = null) => new()
    {
        Status = status,
        ContentType = "text/plain",
        Headers = retryAfter is { } wait
            ? new Dictionary<string, string> { ["Retry-After"] = $"{(int)wait.TotalSeconds}" }
            : new Dictionary<string, string>(),
    };

    /// <summary>An HTML page with status 200, as captive portals and proxies send.</summary>
    public static EndpointFault HtmlPage() => new()
    {
        Status = 200,
        ContentType = "text/html",
        Body = "<!DOCTYPE html><title>Sign in to the network</title><p>This is not JSON.",
    };

    /// <summary>A JSON document with a string of this many characters in it.</summary>
    public static EndpointFault Oversized(int length) => new()
    {
        Status = 200,
        Body = JsonSerializer.Serialize(new { access_token = new string('A', length), token_type = "Bearer" }),
    };

    /// <summary>The end of the connection in place of an answer.</summary>
    public static EndpointFault Dropped() => new() { Drops = true };

    /// <summary>No answer at all.</summary>
    public static EndpointFault NeverAnswers() => new() { Hangs = true };

    /// <summary>The endpoint's own answer, late.</summary>
    public static EndpointFault Slow(TimeSpan delay) => new() { Delay = delay, AnswersAfterDelay = true };
}
