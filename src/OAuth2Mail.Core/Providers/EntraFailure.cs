using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Duende.IdentityModel.Client;
using Microsoft.Identity.Client;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Providers;

/// <summary>Turns the refusals of Microsoft Entra, as MSAL reports them, into failures with advice.</summary>
internal static class EntraFailure
{
    private static readonly Regex s_code =
        new(@"\bAADSTS(\d{5,7})\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // None of these becomes an inner exception: MSAL's ToString() quotes whole HTTP answers.
    public static OAuth2MailException From(StoredProfile profile, Exception e) => e switch
    {
        _ when Cause(e) is OAuth2MailException own => own,
        MsalServiceException service => From(profile, service),
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
            ? From(
                profile,
                error,
                json.StringOf("error_description") ?? error,
                CodesOf(json, json.StringOf("error_description") ?? ""),
                json.StringOf("correlation_id"),
                answer.HttpStatusCode)
            : OAuthFailure.FromResponse(profile, answer);

    /// <summary>The failure for an error at the authorization endpoint, whose description holds the code.</summary>
    public static OAuth2MailException FromAuthorization(StoredProfile profile, string error, string? description) =>
        From(profile, error, description ?? error, CodesOf(body: null, description ?? ""), correlationId: null);

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
            : From(
                profile,
                error ?? e.ErrorCode,
                body?.StringOf("error_description") ?? e.Message,
                CodesOf(body, e.Message),
                e.CorrelationId,
                status);
    }

    /// <summary>The name of a profile's server in messages.</summary>
    public static string HostOf(StoredProfile profile) => profile.OAuth.ManagedIdentity
        ? "The machine's identity service"
        : new Uri(MicrosoftCloud.AuthorityOf(profile.OAuth)).Authority;

    private static OAuth2MailException From(
        StoredProfile profile,
        string error,
        string words,
        IReadOnlyList<int> codes,
        string? correlationId,
        HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        // The first code that we know is the most helpful: Entra also lists general ones.
        EntraAdvice? known = codes.Select(code => EntraErrorAdvice.For(code, profile.Name)).FirstOrDefault(a => a is not null);
        if (known is null && codes.Count == 0)
        {
            OAuth2MailException generic = OAuthFailure.FromError(profile, error, words, status);
            return new OAuth2MailException(generic.ErrorId, generic.Kind, generic.Message, generic.Advice)
            {
                ProviderCode = error,
                CorrelationId = correlationId,
                IsTransient = generic.IsTransient,
            };
        }

        string code = codes.Count > 0 ? string.Format(CultureInfo.InvariantCulture, "AADSTS{0}", codes[0]) : error;
        string link = codes.Count > 0
            ? string.Format(CultureInfo.InvariantCulture, " https://login.microsoftonline.com/error?code={0}", codes[0])
            : "";
        string errorId = known?.ErrorId ?? (ProviderFailure.IsOutage(status) ? "ProviderUnavailable" : "AuthorizationRefused");
        return new OAuth2MailException(
            errorId,
            known?.Kind ?? (ProviderFailure.IsOutage(status) ? FailureKind.Unavailable : FailureKind.Authentication),
            $"Microsoft Entra refused: {ServerWords.SingleLine(words)}",
            (known?.Advice ?? "See what Microsoft says about the code:") + link)
        {
            // The token service looks for "invalid_grant", so that takes precedence over the AADSTS code.
            ProviderCode = error == "invalid_grant" ? error : code,
            CorrelationId = correlationId,
            IsTransient = errorId == "ProviderUnavailable",
        };
    }

    private static IReadOnlyList<int> CodesOf(JsonElement? body, string words)
    {
        if (body?.NumbersOf("error_codes") is IReadOnlyList<int> codes)
        {
            return codes;
        }

        Match match = s_code.Match(words);
        return match.Success ? [int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)] : [];
    }
}
