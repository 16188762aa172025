using System.Net;
using Google.Apis.Auth.OAuth2.Responses;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Turns the refusals of Google's token endpoint into failures with advice.</summary>
internal static class GoogleFailure
{
    /// <summary>Runs a request of Google's library and translates what it throws.</summary>
    public static async Task<T> TranslateAsync<T>(
        StoredProfile profile, Func<Task<T>> request, CancellationToken cancellationToken)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (TokenResponseException e)
        {
            throw FromResponse(profile, e);
        }
        catch (Exception e) when (e is not OAuth2MailException && !cancellationToken.IsCancellationRequested)
        {
            // Any exception: for unexpected answers, the library lets many kinds of exceptions through.
            throw ProviderFailure.OfAnswer(
                profile.OAuth.TokenEndpoint!.Authority, $"it cannot be understood ({e.GetType().Name})");
        }
    }

    private static OAuth2MailException FromResponse(StoredProfile profile, TokenResponseException e)
    {
        HttpStatusCode status = e.StatusCode ?? HttpStatusCode.BadRequest;
        return e.Error?.Error is { Length: > 0 } error
            ? FromError(profile, error, e.Error.ErrorDescription, status)
            : ProviderFailure.OfStatus(profile.OAuth.TokenEndpoint!.Authority, status);
    }

    /// <summary>The failure for an OAuth <c>error</c> of Google.</summary>
    public static OAuth2MailException FromError(
        StoredProfile profile, string error, string? words, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        OAuth2MailException generic = OAuthFailure.FromError(profile, error, words, status);
        return new OAuth2MailException(generic.ErrorId, generic.Kind, generic.Message, AdviceFor(profile, error) ?? generic.Advice)
        {
            ProviderCode = generic.ProviderCode,
            IsTransient = generic.IsTransient,
        };
    }

    // https://developers.google.com/identity/protocols/oauth2/web-server#authorization-errors-invalid-grant
    private static string? AdviceFor(StoredProfile profile, string error) => error switch
    {
        "invalid_grant" when profile.Mode == ProfileMode.GoogleServiceAccount =>
            "Check this machine's clock, and that the mailbox exists in the domain that delegated to the service account.",
        "invalid_grant" =>
            "The authorization has ended. Possible reasons: an app in Testing (its tokens last 7 days, even after publishing), "
            + "six months without use, a changed password, too many tokens, or the domain's session control. Authorize again: "
            + $"Invoke-OAuth2Authorization -Name {profile.Name}",
        "unauthorized_client" when profile.Mode == ProfileMode.GoogleServiceAccount =>
            "Delegate to the service account: admin.google.com > Security > Access and data control > API controls > "
            + "Domain-wide delegation > Add new, with its numeric client id and the scope https://mail.google.com/. It takes up "
            + "to 24 hours.",
        "access_denied" =>
            "The account is not a test user of the app, or an administrator blocks it: Google Auth Platform > Audience > Test users.",
        "redirect_uri_mismatch" =>
            "Register the redirect URI with the client, or use a client of type Desktop app.",
        "invalid_client" =>
            "Client id or secret is wrong, or the client was deleted: download the client's JSON again.",
        "admin_policy_enforced" or "org_internal" =>
            "The Workspace administrator has to allow the app: admin.google.com > Security > API controls > App access control.",
        _ => null,
    };
}
