using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Duende.IdentityModel;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Protocol;

/// <summary>Makes authorization requests: code, state and PKCE (RFC 6749 §4.1.1, RFC 7636).</summary>
internal static class AuthorizationRequest
{
    /// <param name="profile">The profile; its authorization endpoint may hold a query already.</param>
    /// <param name="redirectUri">Where the answer goes.</param>
    /// <param name="scopes">What is asked for.</param>
    /// <param name="extra">Parameters that are added, or take the place of ours.</param>
    /// <param name="now">The time of the request.</param>
    public static PendingAuthorization Create(
        StoredProfile profile,
        Uri redirectUri,
        IEnumerable<string> scopes,
        IReadOnlyDictionary<string, string> extra,
        DateTimeOffset now)
    {
        string state = CryptoRandom.CreateUniqueId(32);
        string verifier = CryptoRandom.CreateUniqueId(32);
        var parameters = new List<KeyValuePair<string, string>>
        {
            new("response_type", "code"),
            new("client_id", profile.OAuth.ClientId!),
            new("redirect_uri", redirectUri.OriginalString),
            new("scope", string.Join(" ", scopes)),
            new("state", state),
            new("code_challenge", ChallengeOf(verifier)),
            new("code_challenge_method", "S256"),
            new("prompt", "consent"),
            new("login_hint", profile.UserName),
        };
        parameters.RemoveAll(parameter => extra.ContainsKey(parameter.Key));
        parameters.AddRange(extra);
        return new PendingAuthorization
        {
            AuthorizationUri = AuthorizationRequestUri.Append(profile.OAuth.AuthorizationEndpoint!, parameters),
            RedirectUri = redirectUri,
            State = state,
            CodeVerifier = verifier,
            CreatedOn = now,
        };
    }

    // RFC 7636 §4.2, method S256.
    private static string ChallengeOf(string verifier)
    {
        using var sha256 = SHA256.Create();
        return Base64Url.EncodeToString(sha256.ComputeHash(Encoding.ASCII.GetBytes(verifier)));
    }
}
