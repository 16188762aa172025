namespace OAuth2Mail;

/// <summary>The way in which a profile is authorized; each is a parameter set of <c>New-OAuth2MailProfile</c>.</summary>
public enum ProfileMode
{
    /// <summary>Microsoft, a person consents (authorization code with PKCE, or device code).</summary>
    Exchange,

    /// <summary>Microsoft, a stored password (resource owner password credentials, RFC 6749 §4.3).</summary>
    Microsoft365,

    /// <summary>Microsoft, the application itself (client credentials, RFC 6749 §4.4, or a managed identity).</summary>
    ExchangeApplication,

    /// <summary>Google, a person consents (authorization code with PKCE).</summary>
    Gmail,

    /// <summary>Google, a service account that impersonates a mailbox (signed JWT, RFC 7523 §2.1).</summary>
    GoogleServiceAccount,

    /// <summary>Any provider; the client authenticates with a secret, or is public.</summary>
    ClientSecretPost,

    /// <summary>Any provider; the client authenticates with a signed JWT (RFC 7523 §2.2).</summary>
    PrivateKeyJwt,
}
