using System.Text;
using System.Text.Json;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Delivery;

/// <summary>Reads the JSON challenge by which a server explains why it refuses a token.</summary>
internal static class SaslRefusal
{
    private const int MaximumLength = 2048;

    /// <returns>The known members as <c>name=value</c>, in one line; null where it is no such JSON.</returns>
    public static string? Read(byte[]? challenge, int startIndex, int length)
    {
        if (challenge is null || length is 0 or > MaximumLength)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(Encoding.UTF8.GetString(challenge, startIndex, length));
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            // Only what the specifications define is passed on: a server might echo anything else.
            IEnumerable<string> members = json.RootElement.EnumerateObject()
                .Where(m => m.Name is "status" or "schemes" or "scope"
                    && m.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                .Select(m => $"{m.Name}={ServerWords.SingleLine(m.Value.ToString())}");
            return string.Join(", ", members);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
