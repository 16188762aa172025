namespace OAuth2Mail.Delivery;

/// <summary>What lets a transaction that failed go on at once.</summary>
internal enum DeliveryRemedy
{
    /// <summary>Nothing: it has to wait, or it is over.</summary>
    None,

    /// <summary>Another connection.</summary>
    Reconnect,

    /// <summary>Another token.</summary>
    Authenticate,
}
