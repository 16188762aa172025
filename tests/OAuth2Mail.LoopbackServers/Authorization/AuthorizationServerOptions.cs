using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>How an <see cref="AuthorizationServer"/> starts.</summary>
public sealed record AuthorizationServerOptions
{
    /// <summary>The certificate of a second, https listener; without one there is none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The life of access tokens.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>For how long a redeemed refresh token may be used again; null means that reuse is theft.</summary>
    public TimeSpan? RefreshTokenReuseLeeway { get; init; }

    /// <summary>The user who consents when no <c>login_hint</c> names another.</summary>
    public string DefaultUser { get; init; } = "alex@contoso.test";

    /// <summary>The seconds that a device is told to wait between polls.</summary>
    public int DevicePollingInterval { get; init; } = 1;
}
