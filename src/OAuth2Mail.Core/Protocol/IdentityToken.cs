using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Protocol;

/// <summary>Reads who consented from an id token.</summary>
/// <remarks>
/// OpenID Connect Core §3.1.3.7: one that came straight from the token endpoint needs no signature check, and the account
/// is only shown and compared with the profile's mailbox.
/// </remarks>
internal static class IdentityToken
{
    private static readonly string[] s_accountClaims = ["email", "preferred_username", "upn"];

    /// <returns>The token; null if it cannot be read.</returns>
    public static string? Normalize(string? identityToken) => Read(identityToken) is null ? null : identityToken;

    /// <returns>The account; null where the token does not tell.</returns>
    public static string? ReadAccount(string? identityToken)
    {
        try
        {
            string? account = Read(identityToken) is JsonWebToken token
                ? s_accountClaims
                    .Select(name => token.TryGetPayloadValue(name, out string value) ? value : null)
                    .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value))
                : null;
            return account is null ? null : ServerWords.SingleLine(account);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or JsonException)
        {
            // Half a surrogate pair, which JSON can spell and a string cannot hold.
            return null;
        }
    }

    private static JsonWebToken? Read(string? identityToken)
    {
        try
        {
            var handler = new JsonWebTokenHandler();
            return identityToken is not null && handler.CanReadToken(identityToken)
                ? handler.ReadJsonWebToken(identityToken)
                : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or JsonException)
        {
            // It has the dots of a token, but not the JSON.
            return null;
        }
    }
}
