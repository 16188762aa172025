namespace OAuth2Mail;

/// <summary>How a client secret reaches the token endpoint (RFC 6749 §2.3.1).</summary>
public enum ClientAuthentication
{
    /// <summary>In the form, as <c>client_secret</c>.</summary>
    Post,

    /// <summary>In an HTTP Basic authorization header.</summary>
    Basic,
}
