using System.Net.Http.Headers;
using System.Text.Json;

namespace OAuth2Mail.Protocol;

/// <summary>A refusal (RFC 6749 §5.2) as the libraries read it: the members they know, of the types they expect.</summary>
internal static class OAuthErrorContent
{
    private static readonly string[] s_words =
    [
        "error", "error_description", "error_uri",
        // Of Microsoft Entra.
        "suberror", "claims", "correlation_id", "trace_id", "timestamp",
    ];

    /// <param name="json">The refusal, a JSON object.</param>
    public static HttpContent From(JsonElement json)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (string name in s_words)
            {
                if ((name == "error_description" ? DescriptionOf(json) : json.StringOf(name)) is string value)
                {
                    writer.WriteString(name, value);
                }
            }

            WriteCodes(writer, json);
            writer.WriteEndObject();
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    // Google's library has no place for the subtype, which tells why the grant is invalid.
    private static string? DescriptionOf(JsonElement json)
    {
        string? description = json.StringOf("error_description");
        return json.StringOf("error_subtype") is string subtype ? $"{description} ({subtype})".TrimStart() : description;
    }

    private static void WriteCodes(Utf8JsonWriter writer, JsonElement json)
    {
        if (json.NumbersOf("error_codes") is not IReadOnlyList<int> codes)
        {
            return;
        }

        writer.WriteStartArray("error_codes");
        foreach (int code in codes)
        {
            writer.WriteNumberValue(code);
        }

        writer.WriteEndArray();
    }
}
