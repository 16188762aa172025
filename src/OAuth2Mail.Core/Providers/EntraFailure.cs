using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Duende.IdentityModel.Client;
using Microsoft.Identity.Client;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>Turns the refusals of Microsoft Entra, as MSAL reports them, into failures with advice.</summary>
internal static class EntraFailure
{
    private static readonly Regex s_code =
        new(@"\bAADSTS(\d{5,7})\b", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // Not one of these is an inner exception: MSAL's ToString() quotes whole HTTP answers.
    public static OAuth2MailException From(StoredProfile profile, Exception e) => e switch
    {
        MsalServiceException service => From(
            profile, service.ErrorCode, service.Message, CodesOf(service.ResponseBody, service.Message), service.CorrelationId),
        MsalClientException client => new OAuth2MailException(
            "MicrosoftClientFailed",
            FailureKind.InvalidArgument,
            $"{ServerWords.SingleLine(client.Message)} ({client.ErrorCode})")
        {
            ProviderCode = client.ErrorCode,
        },
        TaskCanceledException => new OAuth2MailException(
            "ProviderTimeout",
            FailureKind.Timeout,
            $"'{MicrosoftCloud.AuthorityOf(profile.OAuth)}' did not answer in time.",
            "Try again; behind a proxy, give it with -Proxy."),
        _ => new OAuth2MailException(
            "ProviderUnreachable",
            FailureKind.Connection,
            $"'{MicrosoftCloud.AuthorityOf(profile.OAuth)}' cannot be reached: {e.GetBaseException().Message}",
            "Check the network and, behind a proxy, -Proxy."),
    };

    /// <summary>The failure of a request that was made without MSAL.</summary>
    public static OAuth2MailException From(StoredProfile profile, TokenResponse answer) =>
        OAuthFailure.ErrorOf(answer) is string error
            ? From(
                profile,
                error,
                answer.ErrorDescription ?? error,
                CodesOf(answer.Raw, answer.ErrorDescription ?? ""),
                answer.TryGet("correlation_id"))
            : OAuthFailure.FromResponse(profile, answer);

    /// <summary>The failure for an error at the authorization endpoint, whose description holds the code.</summary>
    public static OAuth2MailException FromAuthorization(StoredProfile profile, string error, string? description) =>
        From(profile, error, description ?? error, CodesOf(body: null, description ?? ""), correlationId: null);

    private static OAuth2MailException From(
        StoredProfile profile, string error, string words, IReadOnlyList<int> codes, string? correlationId)
    {
        // The first code that we know says most: Entra lists the general ones beside it.
        EntraAdvice? known = codes.Select(code => EntraErrorAdvice.For(code, profile.Name)).FirstOrDefault(a => a is not null);
        if (known is null && codes.Count == 0)
        {
            OAuth2MailException generic = OAuthFailure.FromError(profile, error, words);
            return new OAuth2MailException(generic.ErrorId, generic.Kind, generic.Message, generic.Advice)
            {
                ProviderCode = error,
                CorrelationId = correlationId,
            };
        }

        string code = codes.Count > 0 ? string.Format(CultureInfo.InvariantCulture, "AADSTS{0}", codes[0]) : error;
        string link = codes.Count > 0
            ? string.Format(CultureInfo.InvariantCulture, " https://login.microsoftonline.com/error?code={0}", codes[0])
            : "";
        return new OAuth2MailException(
            known?.ErrorId ?? "AuthorizationRefused",
            known?.Kind ?? FailureKind.Authentication,
            $"Microsoft Entra refused: {ServerWords.SingleLine(words)}",
            (known?.Advice ?? "See what Microsoft says of the code:") + link)
        {
            // Branches of the token service look for the grant that ended, so OAuth's word goes first where it is that.
            ProviderCode = error == "invalid_grant" ? error : code,
            CorrelationId = correlationId,
        };
    }

    private static IReadOnlyList<int> CodesOf(string? body, string words)
    {
        try
        {
            if (body is not null)
            {
                using var json = JsonDocument.Parse(body);
                if (json.RootElement.ValueKind == JsonValueKind.Object
                    && json.RootElement.TryGetProperty("error_codes", out JsonElement codes)
                    && codes.ValueKind == JsonValueKind.Array)
                {
                    return [.. codes.EnumerateArray().Where(c => c.TryGetInt32(out _)).Select(c => c.GetInt32())];
                }
            }
        }
        catch (JsonException)
        {
            // The words hold the code as well.
        }

        Match match = s_code.Match(words);
        return match.Success ? [int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)] : [];
    }
}
