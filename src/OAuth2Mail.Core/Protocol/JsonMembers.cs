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

    /// <summary>The value where it is a string; null where it is not.</summary>
    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, which JSON can spell and a string cannot hold.
            return null;
        }
    }

    /// <summary>Looks for a member. <see cref="JsonElement"/>'s own method throws if a name in the object is no text.</summary>
    public static bool TryMember(this JsonElement json, string name, out JsonElement member)
    {
        try
        {
            return json.TryGetProperty(name, out member);
        }
        catch (InvalidOperationException)
        {
            // As above, in the name of a member that was looked at.
            member = default;
            return false;
        }
    }

    /// <summary>A member that is a string; null where it is not.</summary>
    public static string? StringOf(this JsonElement json, string name) =>
        json.TryMember(name, out JsonElement member) ? member.Text() : null;

    /// <summary>The whole numbers in a member that is a list; null where it is none.</summary>
    public static IReadOnlyList<int>? NumbersOf(this JsonElement json, string name) =>
        json.TryMember(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray()
                .Where(value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _))
                .Select(value => value.GetInt32())]
            : null;

    /// <summary>A member that is a number of seconds, as a number or, as some servers have it, as a string.</summary>
    public static double? SecondsOf(this JsonElement json, string name)
    {
        if (!json.TryMember(name, out JsonElement member))
        {
            return null;
        }

        double seconds = double.NaN;
        bool isNumber = member.ValueKind switch
        {
            JsonValueKind.Number => member.TryGetDouble(out seconds),
            JsonValueKind.String => double.TryParse(
                member.Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds),
            _ => false,
        };
        return isNumber && !double.IsNaN(seconds) ? seconds : null;
    }
}
