using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Providers;

/// <summary>Reads who consented from an id token.</summary>
/// <remarks>
/// OpenID Connect Core §3.1.3.7: one that came straight from the token endpoint needs no signature check, and the account
/// is only shown and compared with the profile's mailbox.
/// </remarks>
internal static class IdentityToken
{
    private static readonly string[] s_accountClaims = ["email", "preferred_username", "upn"];

    /// <returns>The account; null where the token does not tell.</returns>
    public static string? ReadAccount(string? identityToken)
    {
        var handler = new JsonWebTokenHandler();
        if (identityToken is null || !handler.CanReadToken(identityToken))
        {
            return null;
        }

        JsonWebToken token = handler.ReadJsonWebToken(identityToken);
        string? account = s_accountClaims
            .Select(name => token.TryGetPayloadValue(name, out string value) ? value : null)
            .FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return account is null ? null : ServerWords.SingleLine(account);
    }
}
