namespace OAuth2Mail.Delivery;

/// <summary>How a transaction ended, as the journal has it.</summary>
internal enum JournalStatus
{
    /// <summary>The server accepted it, for some recipients at least.</summary>
    Sent,

    /// <summary>It was not delivered to anybody.</summary>
    Failed,

    /// <summary>The connection was lost after the message and before the server's reply.</summary>
    Uncertain,
}
