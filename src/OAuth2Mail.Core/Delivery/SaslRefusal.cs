using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Delivery;

/// <summary>Reads the JSON challenge by which a server explains why it refuses a token.</summary>
internal static class SaslRefusal
{
    private const int MaximumLength = 2048;

    /// <returns>The JSON in one line, with the members that are defined; null where it is no such JSON.</returns>
    public static string? Read(byte[]? challenge, int startIndex, int length)
    {
        if (challenge is null || length is 0 or > MaximumLength)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(challenge, startIndex, length));
            return json.RootElement.ValueKind == JsonValueKind.Object ? Write(json.RootElement.EnumerateObject()) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second: half a surrogate pair, which JSON can spell and a string cannot hold.
            return null;
        }
    }

    // Only what the specifications define (RFC 7628 §3.2.2) is passed on: a server might echo anything else.
    private static string? Write(IEnumerable<JsonProperty> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (JsonProperty member in members.Where(IsDefined))
            {
                writer.WriteString(member.Name, ServerWords.SingleLine(member.Value.ToString()));
            }

            writer.WriteEndObject();
        }

        string text = Encoding.UTF8.GetString(buffer.ToArray());
        return text == "{}" ? null : text;
    }

    private static bool IsDefined(JsonProperty member) =>
        member.Name is "status" or "schemes" or "scope" or "openid-configuration"
        && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number;
}
