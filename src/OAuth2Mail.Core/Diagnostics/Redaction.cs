using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace OAuth2Mail.Diagnostics;

/// <summary>
/// Masks the secrets of a command in what comes from outside: a server may repeat what it was sent, and its words go into errors and
/// logs. Whoever reads or sends a secret names it here; <see cref="ServerWords"/>, through which all such words go, does the masking.
/// </summary>
internal static class Redaction
{
    // What is shorter is no secret worth the name, and would be found in ordinary words.
    private const int ShortestSecret = 6;

    private const string Mask = "***";

    private static readonly AsyncLocal<ConcurrentDictionary<string, byte>?> s_secrets = new();

    /// <summary>What a command keeps its secrets in, until it has ended.</summary>
    public static ConcurrentDictionary<string, byte> NewScope() => new(StringComparer.Ordinal);

    /// <summary>From here on, and in everything that is called, these are the secrets.</summary>
    public static void Enter(ConcurrentDictionary<string, byte> scope) => s_secrets.Value = scope;

    /// <summary>Names secrets, each of which may be null.</summary>
    public static void Keep(params string?[] secrets)
    {
        if (s_secrets.Value is not ConcurrentDictionary<string, byte> scope)
        {
            return;
        }

        foreach (string secret in secrets.OfType<string>().Where(secret => secret.Length >= ShortestSecret))
        {
            scope.TryAdd(secret, 0);
            scope.TryAdd(Uri.EscapeDataString(secret), 0);
            scope.TryAdd(WebUtility.UrlEncode(secret), 0);
            scope.TryAdd(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), 0);
        }
    }

    /// <summary>The text without the secrets.</summary>
    public static string Of(string text)
    {
        if (s_secrets.Value is not ConcurrentDictionary<string, byte> scope || scope.IsEmpty)
        {
            return text;
        }

        // The longer ones first: one may be a part of another.
        foreach (string secret in scope.Keys.Where(text.Contains).OrderByDescending(secret => secret.Length))
        {
            text = text.Replace(secret, Mask);
        }

        return text;
    }
}
