using System.Globalization;
using System.Text.Json;

namespace OAuth2Mail.Protocol;

/// <summary>Reads members of a provider's JSON that may be missing, or of another type than they should be.</summary>
internal static class JsonMembers
{
    /// <summary>The JSON object in a body; null where it is none. Its depth is bounded.</summary>
    public static JsonElement? ObjectIn(byte[] body)
    {
        try
        {
            // A byte order mark is tolerated (RFC 8259 §8.1).
            int start = body.AsSpan().StartsWith<byte>([0xEF, 0xBB, 0xBF]) ? 3 : 0;
            using var document = JsonDocument.Parse(body.AsMemory(start));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member that is a string; null where it is not.</summary>
    public static string? StringOf(this JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
                ? member.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which JSON can spell and a string cannot hold.
            return null;
        }
    }

    /// <summary>A member that is a number of seconds, as a number or, as some servers have it, as a string.</summary>
    public static double? SecondsOf(this JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out JsonElement member))
        {
            return null;
        }

        double seconds = double.NaN;
        bool isNumber = member.ValueKind switch
        {
            JsonValueKind.Number => member.TryGetDouble(out seconds),
            JsonValueKind.String => double.TryParse(
                json.StringOf(name), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds),
            _ => false,
        };
        return isNumber && !double.IsNaN(seconds) ? seconds : null;
    }
}
