using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>One way to authorize: how a profile of its mode gets and gives up tokens.</summary>
/// <remarks>Every failure is an <see cref="OAuth2MailException"/>; none of them holds a secret.</remarks>
internal interface ITokenProvider
{
    /// <summary>
    /// Fills in what the mode knows by itself (endpoints, scopes, server) and checks the settings of a new or changed
    /// profile, before anything is stored.
    /// </summary>
    /// <exception cref="OAuth2MailException">Something is missing or contradicts something else.</exception>
    StoredProfile Complete(StoredProfile profile);

    /// <summary>
    /// Removes what <see cref="Complete"/> derived from other settings, so that it is derived again when those are changed.
    /// What the user gave stays.
    /// </summary>
    StoredProfile WithoutPresets(StoredProfile profile);

    /// <summary>Whether a person has to consent once before there can be a token.</summary>
    bool RequiresConsent(StoredProfile profile);

    /// <summary>Gets a new access token without anybody's help: by refresh token, or by the client's own credentials.</summary>
    Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken);

    /// <summary>Revokes the profile's refresh token (RFC 7009).</summary>
    /// <returns>False where the provider has no way to do it.</returns>
    Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken);
}
