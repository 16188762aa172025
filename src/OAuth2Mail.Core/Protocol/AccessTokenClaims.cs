using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Protocol;

/// <summary>What an access token says of itself, where it is a JWT. It is the resource's to judge; this is only for a diagnosis.</summary>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference, RFC 9068 §2.2</remarks>
internal sealed class AccessTokenClaims
{
    private const int MaximumLength = 64 * 1024;

    private static readonly string[] s_userClaims = ["upn", "unique_name", "preferred_username", "email"];

    private readonly JsonWebToken _token;

    private AccessTokenClaims(JsonWebToken token)
    {
        _token = token;
        Audiences = [.. token.Audiences.Select(ServerWords.SingleLine)];
        Scopes = [.. (Text("scp") ?? Text("scope") ?? "").Split([' '], StringSplitOptions.RemoveEmptyEntries)];
        Roles = token.Claims.Where(claim => claim.Type == "roles").Select(claim => ServerWords.SingleLine(claim.Value)).ToArray();
        User = s_userClaims.Select(Text).FirstOrDefault(value => value is not null);
        Tenant = Text("tid");
        ExpiresOn = token.ValidTo == default ? null : new DateTimeOffset(token.ValidTo);
    }

    public IReadOnlyList<string> Audiences { get; }

    /// <summary>Delegated permissions.</summary>
    public IReadOnlyList<string> Scopes { get; }

    /// <summary>Application permissions.</summary>
    public IReadOnlyList<string> Roles { get; }

    public string? User { get; }

    public string? Tenant { get; }

    public DateTimeOffset? ExpiresOn { get; }

    /// <returns>Null where the token is opaque.</returns>
    public static AccessTokenClaims? Read(string accessToken)
    {
        try
        {
            var handler = new JsonWebTokenHandler { MaximumTokenSizeInBytes = MaximumLength };
            return handler.CanReadToken(accessToken) ? new AccessTokenClaims(handler.ReadJsonWebToken(accessToken)) : null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or JsonException)
        {
            // It has the dots of a token, but not the JSON, or JSON that is not text.
            return null;
        }
    }

    private string? Text(string name) =>
        _token.TryGetPayloadValue(name, out string value) && !string.IsNullOrWhiteSpace(value) ? ServerWords.SingleLine(value) : null;
}
