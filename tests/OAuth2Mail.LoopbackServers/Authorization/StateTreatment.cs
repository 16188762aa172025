namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>What becomes of the client's <c>state</c> parameter.</summary>
public enum StateTreatment
{
    /// <summary>It comes back as it was sent.</summary>
    Returned,

    /// <summary>It is left out.</summary>
    Omitted,

    /// <summary>It comes back changed.</summary>
    Corrupted,
}
