using System.Text;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>What a client sends in XOAUTH2 or OAUTHBEARER: a user and a token.</summary>
internal sealed record BearerResponse(string UserName, string Token)
{
    /// <summary>Reads a base64 response; null when it does not follow the mechanism's grammar.</summary>
    public static BearerResponse? Parse(string mechanism, string encoded)
    {
        var buffer = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, buffer, out var length))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(buffer, 0, length).Split('\u0001');

        // Both end with two ^A, and so with two empty parts.
        if (parts.Length < 4 || parts[^1].Length > 0 || parts[^2].Length > 0)
        {
            return null;
        }

        var user = mechanism is "XOAUTH2" ? Value(parts[0], "user=") : AuthorizationIdentity(parts[0]);
        var token = parts.Skip(1).Select(static part => Value(part, "auth=Bearer ")).FirstOrDefault(static t => t is not null);
        return user is null || token is null ? null : new BearerResponse(user, token);
    }

    // The GS2 header of RFC 5801: n,a=user, with "," and "=" in the name written =2C and =3D.
    private static string? AuthorizationIdentity(string header)
        => header.Split(',') is ["n" or "y", var identity, ""]
            ? Value(identity, "a=")?.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal)
            : null;

    private static string? Value(string part, string prefix)
        => part.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? part[prefix.Length..] : null;
}
