using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Converts a token endpoint's answer to what a profile keeps.</summary>
internal static class ObtainedTokens
{
    /// <param name="answer">What the provider gave.</param>
    /// <param name="profile">The profile; what it holds stays valid if the answer does not repeat it (RFC 6749 §6).</param>
    /// <param name="now">When it came.</param>
    public static TokenSet From(TokenAnswer answer, StoredProfile profile, DateTimeOffset now) => new()
    {
        AccessToken = answer.AccessToken,
        RefreshToken = answer.RefreshToken ?? profile.Tokens?.RefreshToken,
        RefreshTokenExpiresOn = now + answer.RefreshTokenLifetime
            ?? (answer.RefreshToken is null ? profile.Tokens?.RefreshTokenExpiresOn : null),
        ObtainedOn = now,
        ExpiresOn = now + answer.Lifetime,
        Scopes = answer.Scope?.Split([' '], StringSplitOptions.RemoveEmptyEntries) ?? profile.OAuth.Scopes,
        Account = answer.Account ?? profile.Tokens?.Account,
    };
}
