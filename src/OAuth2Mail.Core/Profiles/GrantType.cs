namespace OAuth2Mail;

/// <summary>The OAuth 2.0 grant by which a generic profile obtains its first token.</summary>
public enum GrantType
{
    /// <summary>Authorization code with PKCE (RFC 6749 §4.1, RFC 7636): a person consents in a browser.</summary>
    AuthorizationCode,

    /// <summary>Client credentials (RFC 6749 §4.4): the application acts for itself.</summary>
    ClientCredentials,

    /// <summary>Resource owner password credentials (RFC 6749 §4.3).</summary>
    Password,

    /// <summary>Device authorization (RFC 8628): a person consents on another device.</summary>
    DeviceCode,

    /// <summary>A signed JWT is the grant (RFC 7523 §2.1).</summary>
    JwtBearer,
}
