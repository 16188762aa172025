namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>What introspection says of an active token.</summary>
/// <param name="Subject">The user, or the client that acts for itself.</param>
/// <param name="UserName">The user's name; the client's id where there is no user.</param>
/// <param name="ClientId">The client that the token was issued to.</param>
/// <param name="Scopes">The granted scopes.</param>
/// <param name="ExpiresOn">When it ends.</param>
public sealed record TokenInfo(
    string Subject,
    string UserName,
    string? ClientId,
    IReadOnlyList<string> Scopes,
    DateTimeOffset? ExpiresOn);
