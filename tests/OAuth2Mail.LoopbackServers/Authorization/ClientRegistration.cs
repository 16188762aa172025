using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Providers;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>A client that the authorization server should know.</summary>
/// <param name="ClientId">Its id.</param>
public sealed record ClientRegistration(string ClientId)
{
    /// <summary>
    /// The addresses on which installed applications listen. A native client may use any port of them.
    /// </summary>
    public static IReadOnlyList<Uri> LoopbackRedirectUris { get; } =
    [
        new("http://127.0.0.1/"), new("http://127.0.0.1/callback"), new("http://127.0.0.1/authorize/"),
        new("http://localhost/"), new("http://localhost/callback"), new("http://localhost/authorize/"),
        new("http://[::1]/"),
    ];

    /// <summary>Its secret, sent in the form or by Basic authentication.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>The public keys that verify its assertions (private_key_jwt).</summary>
    public IReadOnlyList<SecurityKey> Keys { get; init; } = [];

    /// <summary>A foreign issuer whose tokens authenticate the client.</summary>
    public FederatedCredential? Federation { get; init; }

    /// <summary>Where answers may be sent.</summary>
    public IReadOnlyList<Uri> RedirectUris { get; init; } = LoopbackRedirectUris;

    /// <summary>An installed application: any port of a registered loopback address is accepted.</summary>
    public bool IsNative { get; init; } = true;

    /// <summary>An issuer of JWT grants (RFC 7523 §2.1): its assertion is all that it shows.</summary>
    public bool IsServiceAccount { get; init; }
}
