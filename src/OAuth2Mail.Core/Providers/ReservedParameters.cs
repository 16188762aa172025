using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>
/// Parameters that the module sets itself and that a user's extra parameters must not override: with another state, challenge
/// or redirect URI no answer would ever match, and nothing would say why.
/// </summary>
internal static class ReservedParameters
{
    private static readonly HashSet<string> s_authorization = new(StringComparer.Ordinal)
    {
        "state", "code_challenge", "code_challenge_method", "redirect_uri", "client_id", "response_type",
    };

    private static readonly HashSet<string> s_token = new(StringComparer.Ordinal)
    {
        "grant_type", "client_id", "client_secret", "client_assertion", "client_assertion_type", "assertion", "code",
        "code_verifier", "redirect_uri", "refresh_token", "device_code", "username", "password", "token", "token_type_hint",
    };

    /// <exception cref="OAuth2MailException">An extra parameter, or the authorization endpoint's query, holds one.</exception>
    public static void Refuse(OAuthSettings oauth)
    {
        Refuse(s_authorization, oauth.AuthorizationParameters.Keys, "-AuthorizationParameter");
        Refuse(s_token, oauth.TokenParameters.Keys, "-TokenParameter");
        if (oauth.AuthorizationEndpoint is not null)
        {
            Refuse(
                s_authorization, AuthorizationRequestUri.NamesIn(oauth.AuthorizationEndpoint.Query), "-AuthorizationEndpoint");
        }
    }

    private static void Refuse(HashSet<string> reserved, IEnumerable<string> names, string parameter)
    {
        if (names.FirstOrDefault(reserved.Contains) is string name)
        {
            throw new OAuth2MailException(
                "ParameterReserved",
                FailureKind.InvalidArgument,
                $"{parameter} holds '{name}', which the module sets itself.",
                name == "redirect_uri" ? "Leave it out there and give it with -RedirectUri." : "Leave it out.");
        }
    }
}
