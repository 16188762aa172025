namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>What identifies a message in the journal.</summary>
/// <param name="Text">The identity of its content, and which of several with the same content it is.</param>
internal sealed record JournalKey(string Text)
{
    /// <summary>An outcome was written in this run.</summary>
    public bool IsWritten { get; set; }
}
