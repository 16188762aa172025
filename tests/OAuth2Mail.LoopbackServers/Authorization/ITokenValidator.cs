namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Says whether an access token is good.</summary>
public interface ITokenValidator
{
    /// <summary>Asks the issuer about a token; null when it is not active.</summary>
    Task<TokenInfo?> IntrospectAsync(string token, CancellationToken cancellationToken = default);
}
