namespace OAuth2Mail;

/// <summary>What became of a message.</summary>
public enum SendStatus
{
    /// <summary>The server took it over, for all recipients.</summary>
    Sent,

    /// <summary>The server took it over for some recipients and refused others.</summary>
    PartiallySent,
}
