namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>How the token endpoint words its answers. May be changed at any time.</summary>
public sealed class TokenResponseBehaviour
{
    /// <summary>How <c>expires_in</c> is sent.</summary>
    public ExpiresInForm ExpiresIn { get; set; }

    /// <summary>Answer a refresh without a new refresh token, as Google does; the old one stays good.</summary>
    public bool KeepRefreshToken { get; set; }

    /// <summary>Tells this as <c>refresh_token_expires_in</c>, in seconds, as Google does for apps in Testing; null tells nothing.</summary>
    public int? RefreshTokenExpiresIn { get; set; }
}
