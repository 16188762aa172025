namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>What the authorization endpoint does instead of showing a page. May be changed at any time.</summary>
public sealed class ConsentBehaviour
{
    /// <summary>Who consents, whatever the <c>login_hint</c> says; null for the user whom the hint names.</summary>
    public string? User { get; set; }

    /// <summary>The error to answer with, such as <c>access_denied</c>; null to consent.</summary>
    public string? Error { get; set; }

    /// <summary>The description that goes with <see cref="Error"/>.</summary>
    public string? ErrorDescription { get; set; }

    /// <summary>What becomes of the client's <c>state</c>.</summary>
    public StateTreatment State { get; set; }

    /// <summary>The <c>iss</c> to answer with (RFC 9207); null for the server's own, empty for none.</summary>
    public string? Issuer { get; set; }
}
