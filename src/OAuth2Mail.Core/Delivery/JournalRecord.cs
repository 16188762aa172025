namespace OAuth2Mail.Delivery;

/// <summary>What the journal knows of a message.</summary>
internal sealed class JournalRecord
{
    private readonly HashSet<string> _delivered = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _uncertain = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>When the last line about it was written.</summary>
    public DateTimeOffset Time { get; private set; }

    /// <summary>Whether a server accepted it for a recipient.</summary>
    public bool IsDelivered(string recipient) => _delivered.Contains(recipient);

    /// <summary>Whether nobody knows if a server accepted it for a recipient.</summary>
    public bool IsUncertain(string recipient) => !IsDelivered(recipient) && _uncertain.Contains(recipient);

    /// <summary>Learns from a line.</summary>
    public void Add(JournalEntry entry)
    {
        Time = entry.Time;
        (entry.Status == JournalStatus.Sent ? _delivered : _uncertain).UnionWith(entry.To);
    }
}
