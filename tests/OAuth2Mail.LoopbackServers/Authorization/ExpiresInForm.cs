namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The ways in which servers send a token's life.</summary>
public enum ExpiresInForm
{
    /// <summary>A JSON number, as RFC 6749 has it.</summary>
    Number,

    /// <summary>A JSON string holding the number.</summary>
    Text,

    /// <summary>Not at all.</summary>
    Absent,
}
