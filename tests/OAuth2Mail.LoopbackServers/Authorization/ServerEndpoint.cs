namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The endpoints whose requests are recorded and can be made to fail.</summary>
public enum ServerEndpoint
{
    /// <summary>Where the browser is sent for consent.</summary>
    Authorization,

    /// <summary>Where grants are exchanged for tokens.</summary>
    Token,

    /// <summary>Where a device flow begins (RFC 8628).</summary>
    DeviceAuthorization,

    /// <summary>Where tokens are introspected (RFC 7662).</summary>
    Introspection,

    /// <summary>Where tokens are revoked (RFC 7009).</summary>
    Revocation,

    /// <summary>The two well-known metadata documents.</summary>
    Discovery,

    /// <summary>The managed identity endpoints of virtual machines and App Service.</summary>
    ManagedIdentity,
}
