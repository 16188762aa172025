using System.Net;
using Google.Apis.Auth.OAuth2.Responses;
using OAuth2Mail.Diagnostics;
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
        StoredProfile profile, string error, string? words, HttpStatusCode status = HttpStatusCode.BadRequest) => OAuthFailure.From(
            profile, error, words, status, ErrorCatalogue.FindGoogle(error, words ?? "", ProfileSubject.Of(profile)));
}
