using OAuth2Mail.Authorization;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tokens;

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

    /// <summary>Whether a person has to consent once before there can be a token.</summary>
    bool RequiresConsent(StoredProfile profile);

    /// <summary>
    /// The loopback redirect URI that the provider takes from a client that registered none, without its port.
    /// </summary>
    Uri LoopbackRedirectUri { get; }

    /// <summary>Makes an authorization request (RFC 6749 §4.1.1) with state and PKCE challenge.</summary>
    PendingAuthorization BeginAuthorization(StoredProfile profile, Uri redirectUri);

    /// <summary>Exchanges the code of an accepted response for tokens (RFC 6749 §4.1.3).</summary>
    Task<TokenSet> RedeemAsync(
        StoredProfile profile, PendingAuthorization pending, AuthorizationResponse response, CancellationToken cancellationToken);

    /// <summary>Device authorization (RFC 8628).</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="prompt">Told where to go and which code to enter.</param>
    /// <param name="cancellationToken">Stops the polling.</param>
    Task<TokenSet> AuthorizeDeviceAsync(
        StoredProfile profile, Action<DeviceCodePrompt> prompt, CancellationToken cancellationToken);

    /// <summary>Gets a new access token without anybody's help: by refresh token, or by the client's own credentials.</summary>
    Task<TokenSet> AcquireAsync(StoredProfile profile, CancellationToken cancellationToken);

    /// <summary>Revokes the profile's refresh token (RFC 7009).</summary>
    /// <returns>False where the provider has no way to do it.</returns>
    Task<bool> RevokeAsync(StoredProfile profile, CancellationToken cancellationToken);
}
