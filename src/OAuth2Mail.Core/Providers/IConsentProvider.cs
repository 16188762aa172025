using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>A way to authorize in which a person consents.</summary>
/// <remarks>Every failure is an <see cref="OAuth2MailException"/>; none of them holds a secret.</remarks>
internal interface IConsentProvider : ITokenProvider
{
    /// <summary>
    /// The loopback redirect URI that the provider takes from a client that registered none, without its port.
    /// </summary>
    Uri LoopbackRedirectUri { get; }

    /// <summary>Makes an authorization request (RFC 6749 §4.1.1) with state and PKCE challenge.</summary>
    PendingAuthorization BeginAuthorization(StoredProfile profile, Uri redirectUri);

    /// <summary>The failure for an <c>error</c> at the authorization endpoint (RFC 6749 §4.1.2.1).</summary>
    OAuth2MailException Refused(StoredProfile profile, string error, string? description);

    /// <summary>Exchanges the code of an accepted response for tokens (RFC 6749 §4.1.3).</summary>
    Task<TokenSet> RedeemAsync(
        StoredProfile profile, PendingAuthorization pending, AuthorizationResponse response, CancellationToken cancellationToken);

    /// <summary>Device authorization (RFC 8628).</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="prompt">Told where to go and which code to enter.</param>
    /// <param name="cancellationToken">Stops the polling.</param>
    Task<TokenSet> AuthorizeDeviceAsync(
        StoredProfile profile, Action<DeviceCodePrompt> prompt, CancellationToken cancellationToken);
}
