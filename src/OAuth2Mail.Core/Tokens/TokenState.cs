namespace OAuth2Mail;

/// <summary>What a profile's authorization is worth at the moment.</summary>
public enum TokenState
{
    /// <summary>The access token can be used.</summary>
    Valid,

    /// <summary>An authorization was started with <c>-Manual</c>; its response is waited for.</summary>
    ConsentPending,
}
