using System.Net;

namespace OAuth2Mail.Protocol;

/// <summary>The parameters of an authorization response (RFC 6749 §4.1.2), from a query or a form post.</summary>
internal sealed class AuthorizationResponse
{
    private readonly Dictionary<string, string> _parameters;

    private AuthorizationResponse(Dictionary<string, string> parameters) => _parameters = parameters;

    public string? Code => Get("code");

    public string? State => Get("state");

    /// <summary>The issuer (RFC 9207).</summary>
    public string? Issuer => Get("iss");

    public string? Error => Get("error");

    public string? ErrorDescription => Get("error_description");

    /// <summary>Whether it is an answer at all, not a browser's request for a favicon.</summary>
    public bool IsAnswer => Code is not null || Error is not null;

    /// <summary>Reads <c>application/x-www-form-urlencoded</c> parameters, as a query string or a form body has them.</summary>
    /// <remarks>A parameter that is given twice is ignored: RFC 6749 §3.1 forbids it.</remarks>
    public static AuthorizationResponse Parse(string encoded)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        var repeated = new HashSet<string>(StringComparer.Ordinal);
        foreach (string pair in encoded.TrimStart('?', '#').Split('&'))
        {
            int equals = pair.IndexOf('=');
            if (equals <= 0)
            {
                continue;
            }

            string name = WebUtility.UrlDecode(pair.Substring(0, equals));
            if (parameters.ContainsKey(name))
            {
                repeated.Add(name);
            }

            parameters[name] = WebUtility.UrlDecode(pair.Substring(equals + 1));
        }

        foreach (string name in repeated)
        {
            parameters.Remove(name);
        }

        return new AuthorizationResponse(parameters);
    }

    /// <summary>Names and values might be secret, so neither is shown.</summary>
    public override string ToString() => nameof(AuthorizationResponse);

    private string? Get(string name) =>
        _parameters.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
}
