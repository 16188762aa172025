using System.Text.Json;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Protocol;

/// <summary>
/// A usable answer of a token endpoint (RFC 6749 §5.1). The essential parts were checked; other parts were left out if they are
/// malformed: a bad id token or an odd scope must not cost a good refresh token.
/// </summary>
internal sealed record TokenAnswer
{
    // A token without expires_in lives as long as the provider says elsewhere (RFC 6749 §5.1): an hour is usual, and a token
    // that a server refuses sooner is refreshed anyway. An invalid lifetime (zero, negative) is treated as none.
    private static readonly TimeSpan s_assumedLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan s_longestLifetime = TimeSpan.FromDays(3650);

    private TokenAnswer()
    {
    }

    public required string AccessToken { get; init; }

    public string? RefreshToken { get; private init; }

    /// <summary>How long the access token lives, from now.</summary>
    public TimeSpan Lifetime { get; private init; }

    public TimeSpan? RefreshTokenLifetime { get; private init; }

    /// <summary>The scopes, where the answer tells them.</summary>
    public string? Scope { get; private init; }

    /// <summary>The id token, where it is one.</summary>
    public string? IdentityToken { get; private init; }

    /// <summary>Who consented, where the id token tells.</summary>
    public string? Account { get; private init; }

    /// <summary>Which account of which tenant it is (Microsoft Entra), where it can be read.</summary>
    public string? ClientInfo { get; private init; }

    /// <summary>Reads a successful answer.</summary>
    /// <param name="host">Who answered.</param>
    /// <param name="body">The whole answer.</param>
    /// <param name="json">The JSON object in it; null where it is none.</param>
    /// <param name="now">The current time, for answers that give an expiry time instead of a lifetime.</param>
    /// <exception cref="OAuth2MailException">It holds no usable access token.</exception>
    public static TokenAnswer Of(string host, byte[] body, JsonElement? json, DateTimeOffset now)
    {
        string flaw = body.Length == 0 ? "the answer is empty" : "the answer is not a JSON object";
        return (json is JsonElement found ? Read(found, now, out flaw) : null) ?? throw ProviderFailure.OfAnswer(host, flaw);
    }

    /// <summary>The answer that a response holds after it passed the guard; null where it holds none.</summary>
    public static TokenAnswer? In(HttpResponseMessage? response) => (response?.Content as TokenAnswerContent)?.Answer;

    /// <summary>Does not reveal the tokens.</summary>
    public override string ToString() => nameof(TokenAnswer);

    // The flaw is never a part of the answer.
    private static TokenAnswer? Read(JsonElement json, DateTimeOffset now, out string flaw)
    {
        string? accessToken = json.StringOf("access_token");
        flaw = string.IsNullOrWhiteSpace(accessToken) ? "there is no access token in it"
            : !IsPrintable(accessToken!) ? "its access token holds characters that no token may have (RFC 6749 §A.12)"
            : !IsBearer(json) ? "its token type is not Bearer, which is the only one that mail servers accept"
            : "";
        if (flaw.Length > 0)
        {
            return null;
        }

        string? identityToken = Protocol.IdentityToken.Normalize(json.StringOf("id_token"));
        string? refreshToken = json.StringOf("refresh_token");
        string? clientInfo = json.StringOf("client_info");
        Redaction.Keep(accessToken, refreshToken, identityToken);
        return new TokenAnswer
        {
            AccessToken = accessToken!,
            RefreshToken = !string.IsNullOrWhiteSpace(refreshToken) && IsPrintable(refreshToken!) ? refreshToken : null,
            Lifetime = LifetimeIn(json, now),
            RefreshTokenLifetime = Protocol.RefreshTokenLifetime.In(json),
            Scope = ScopeIn(json),
            IdentityToken = identityToken,
            Account = Protocol.IdentityToken.ReadAccount(identityToken),
            ClientInfo = EntraClientInfo.IsReadable(clientInfo) ? clientInfo : null,
        };
    }

    // RFC 6749 §A.12 and §A.17: visible ASCII characters and the space. SASL separates its parts by control characters.
    private static bool IsPrintable(string token) => token.All(c => c is >= ' ' and <= '~');

    // RFC 6749 §5.1 requires it, but not every server sends it; those that omit it mean Bearer.
    private static bool IsBearer(JsonElement json) =>
        !json.TryMember("token_type", out JsonElement type)
        || type.ValueKind == JsonValueKind.Null
        || string.Equals(type.Text(), "Bearer", StringComparison.OrdinalIgnoreCase);

    private static TimeSpan LifetimeIn(JsonElement json, DateTimeOffset now)
    {
        double seconds = json.SecondsOf("expires_in")
            // Managed identities give the expiry time instead (Unix time).
            ?? json.SecondsOf("expires_on") - now.ToUnixTimeSeconds()
            ?? 0;
        return seconds <= 0 ? s_assumedLifetime : TimeSpan.FromSeconds(Math.Min(seconds, s_longestLifetime.TotalSeconds));
    }

    private static string? ScopeIn(JsonElement json)
    {
        if (!json.TryMember("scope", out JsonElement scope))
        {
            return null;
        }

        // Some servers give a list.
        string? words = scope.ValueKind == JsonValueKind.Array
            ? string.Join(" ", scope.EnumerateArray().Select(s => s.Text()).Where(s => s is not null))
            : scope.Text();
        return string.IsNullOrWhiteSpace(words) || words!.Any(char.IsControl) ? null : words;
    }
}
