using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>What Microsoft Entra says of a refusal.</summary>
/// <param name="Words">Its words.</param>
/// <param name="Codes">The AADSTS codes, the most important one first.</param>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/reference-error-codes#handling-error-codes-in-your-application</remarks>
internal sealed record EntraStatement(string Words, IReadOnlyList<string> Codes)
{
    private static readonly Regex s_code =
        new(@"\b(AADSTS\d{5,7})\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    private static readonly Regex s_correlation =
        new(@"\bCorrelation ID:\s*([0-9a-fA-F-]{36})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    private static readonly Regex s_trace =
        new(@"\bTrace ID:\s*([0-9a-fA-F-]{36})", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1));

    public string? CorrelationId { get; init; }

    public string? TraceId { get; init; }

    /// <param name="body">The answer; null where there are only words.</param>
    /// <param name="words">The words, which repeat most of it.</param>
    public static EntraStatement In(JsonElement? body, string words) => new(words, CodesOf(body, words))
    {
        CorrelationId = body?.StringOf("correlation_id") ?? Found(s_correlation, words),
        TraceId = body?.StringOf("trace_id") ?? Found(s_trace, words),
    };

    private static IReadOnlyList<string> CodesOf(JsonElement? body, string words) =>
        body?.NumbersOf("error_codes") is { Count: > 0 } numbers
            ? [.. numbers.Select(number => string.Format(CultureInfo.InvariantCulture, "AADSTS{0}", number))]
        : Found(s_code, words) is string code ? [code]
        : [];

    private static string? Found(Regex regex, string words)
    {
        Match match = regex.Match(words);
        return match.Success ? match.Groups[1].Value : null;
    }
}
