using System.Net;
using System.Text;
using System.Text.Json;
using Duende.IdentityModel.Client;
using Microsoft.Identity.Client;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Turns the refusals of Microsoft Entra, as MSAL reports them, into failures with advice.</summary>
internal static class EntraFailure
{
    // None of these becomes an inner exception: MSAL's ToString() quotes whole HTTP answers.
    public static OAuth2MailException From(StoredProfile profile, Exception e) => e switch
    {
        _ when Cause(e) is OAuth2MailException own => own,
        MsalServiceException service => From(profile, service),
        MsalClientException client when ErrorCatalogue
            .FindMicrosoftLibrary(client.ErrorCode, client.Message, ProfileSubject.Of(profile)) is CatalogueEntry entry =>
            OfLibrary(profile, client, entry),
        MsalClientException client => new OAuth2MailException(
            "MicrosoftClientFailed",
            FailureKind.InvalidArgument,
            $"{ServerWords.SingleLine(client.Message)} ({client.ErrorCode})")
        {
            ProviderCode = client.ErrorCode,
        },
        _ => ProviderFailure.OfAnswer(HostOf(profile), $"it cannot be understood ({e.GetType().Name})"),
    };

    /// <summary>The failure of a request that was made without MSAL.</summary>
    public static OAuth2MailException From(StoredProfile profile, ProtocolResponse answer) =>
        OAuthFailure.ErrorOf(answer) is string error && answer.Json is JsonElement json
            ? From(profile, error, EntraStatement.In(json, json.StringOf("error_description") ?? error), answer.HttpStatusCode)
            : OAuthFailure.FromResponse(profile, answer);

    /// <summary>The failure for an error at the authorization endpoint, whose description holds the code.</summary>
    public static OAuth2MailException FromAuthorization(StoredProfile profile, string error, string? description) =>
        From(profile, error, EntraStatement.In(body: null, description ?? error));

    // The exchange's own failure; MSAL wraps it when a managed identity is used.
    private static OAuth2MailException? Cause(Exception? e)
    {
        while (e is not (null or OAuth2MailException))
        {
            e = e.InnerException;
        }

        return e as OAuth2MailException;
    }

    // MSAL keeps the server's words only in the body if the status is 500 or more.
    private static OAuth2MailException From(StoredProfile profile, MsalServiceException e)
    {
        var status = (HttpStatusCode)e.StatusCode;
        JsonElement? body = JsonMembers.ObjectIn(Encoding.UTF8.GetBytes(e.ResponseBody ?? ""));
        string? error = body?.StringOf("error");
        return error is null && ProviderFailure.IsOutage(status)
            ? ProviderFailure.OfStatus(HostOf(profile), status)
            : ErrorCatalogue.FindMicrosoftLibrary(e.ErrorCode, e.Message, ProfileSubject.Of(profile)) is CatalogueEntry entry
                ? OfLibrary(profile, e, entry)
                : From(
                    profile,
                    error ?? e.ErrorCode,
                    EntraStatement.In(body, body?.StringOf("error_description") ?? e.Message) with { CorrelationId = e.CorrelationId },
                    status);
    }

    /// <summary>The name of a profile's server in messages.</summary>
    public static string HostOf(StoredProfile profile) => profile.OAuth.ManagedIdentity
        ? "The machine's identity service"
        : new Uri(MicrosoftCloud.AuthorityOf(profile.OAuth)).Authority;

    private static OAuth2MailException From(
        StoredProfile profile, string error, EntraStatement said, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        AdviceSubject subject = ProfileSubject.Of(profile);
        string? code = said.Codes is [string first, ..] ? first : null;

        // The first code that we know is the most helpful: Entra also lists general ones.
        CatalogueEntry? entry = said.Codes
            .Select(known => ErrorCatalogue.FindEntra(known, subject))
            .FirstOrDefault(found => found is not null)
            ?? (code is null || error == "temporarily_unavailable" ? ErrorCatalogue.FindOAuth(error, said.Words, subject) : null)
            ?? ProviderFailure.EntryOf(status);
        string message = $"Microsoft Entra refused: {ServerWords.SingleLine(said.Words)}";
        string? link = code is null ? entry?.Link : $"https://login.microsoftonline.com/error?code={code.Substring("AADSTS".Length)}";
        string? advice = entry?.AdviceFor(subject) ?? (code is null ? null : "See what Microsoft says about the code:");
        return new OAuth2MailException(
            entry?.ErrorId ?? "AuthorizationRefused",
            entry?.Kind ?? FailureKind.Authentication,
            message,
            code is null ? advice : $"{advice} {link}")
        {
            ProviderCode = code ?? ServerWords.SingleLine(error),
            OAuthError = error,
            ServerResponse = ServerWords.SingleLine(said.Words),
            CorrelationId = said.CorrelationId,
            TraceId = said.TraceId,
            IsTransient = entry?.IsTransient ?? false,
            HelpLink = link,
        };
    }

    private static OAuth2MailException OfLibrary(StoredProfile profile, MsalException e, CatalogueEntry entry)
    {
        string words = ServerWords.SingleLine(e.Message);
        return new OAuth2MailException(entry, ProfileSubject.Of(profile), $"{HostOf(profile)} gave no token: {words}")
        {
            ProviderCode = e.ErrorCode,
            ServerResponse = words,
        };
    }
}
