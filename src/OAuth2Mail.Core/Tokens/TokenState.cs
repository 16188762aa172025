namespace OAuth2Mail;

/// <summary>The current state of a profile's authorization.</summary>
public enum TokenState
{
    /// <summary>The access token can be used.</summary>
    Valid,

    /// <summary>An authorization was started with <c>-Manual</c> and is waiting for its response.</summary>
    ConsentPending,
}
