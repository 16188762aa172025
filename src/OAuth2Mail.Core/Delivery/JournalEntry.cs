using System.Text.Json.Serialization;

namespace OAuth2Mail.Delivery;

/// <summary>A line of the journal: what became of a transaction. It holds no secret, and nothing of the content but the subject.</summary>
internal sealed record JournalEntry
{
    public required DateTimeOffset Time { get; init; }

    public required JournalStatus Status { get; init; }

    /// <summary>Those whom the server accepted; if the outcome is uncertain, those whom it may have.</summary>
    public required IReadOnlyList<string> To { get; init; }

    /// <summary>Those whom it refused, with its replies.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Refused { get; init; }

    public string? Subject { get; init; }

    public string? MessageId { get; init; }

    public string? Profile { get; init; }

    /// <summary>The server's last words.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Response { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Attempts { get; init; }

    /// <summary>The id of what went wrong, and what the user was told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }

    /// <summary>What identifies the message in a later run.</summary>
    public required string Key { get; init; }
}
