using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>One token by its value, or all access tokens, or with <see cref="Everything"/> refresh tokens too.</summary>
internal sealed record RevocationOrder(string? Token = null, bool Everything = false)
{
    public Task RunAsync(AuthorizationServer server, CancellationToken cancellationToken) => (Token, Everything) switch
    {
        ({ } token, _) => server.RevokeTokenAsync(token, cancellationToken),
        (_, true) => server.RevokeAllAsync(cancellationToken),
        _ => server.RevokeAccessTokensAsync(cancellationToken),
    };
}
