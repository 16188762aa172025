namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>The life of access tokens from now on.</summary>
internal sealed record TokenLifetime(double Seconds);
