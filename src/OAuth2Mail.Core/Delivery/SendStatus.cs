namespace OAuth2Mail;

/// <summary>The outcome of sending a message.</summary>
public enum SendStatus
{
    /// <summary>The server accepted it for all recipients.</summary>
    Sent,

    /// <summary>The server accepted it for some recipients and refused others.</summary>
    PartiallySent,
}
