namespace OAuth2Mail;

/// <summary>Where an access token came from.</summary>
public enum TokenSource
{
    /// <summary>None yet.</summary>
    None,

    /// <summary>It was stored and is still good.</summary>
    Vault,

    /// <summary>The provider issued it just now, for the refresh token or the client's own credentials.</summary>
    Provider,

    /// <summary>A person consented just now.</summary>
    Consent,
}
