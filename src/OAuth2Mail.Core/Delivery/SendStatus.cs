namespace OAuth2Mail;

/// <summary>What became of a message.</summary>
public enum SendStatus
{
    /// <summary>The server took it over.</summary>
    Sent,
}
