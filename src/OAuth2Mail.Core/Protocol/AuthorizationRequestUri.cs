using System.Net;
using System.Text;

namespace OAuth2Mail.Protocol;

/// <summary>Composes the address that a person opens to consent (RFC 6749 §4.1.1).</summary>
internal static class AuthorizationRequestUri
{
    /// <summary>Appends parameters to an endpoint that may hold a query already, without disturbing what is there.</summary>
    /// <param name="endpoint">The authorization endpoint.</param>
    /// <param name="parameters">Appended in order, encoded; those with an empty value, or given in the endpoint, are left out.</param>
    public static Uri Append(Uri endpoint, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var uri = new StringBuilder(endpoint.GetLeftPart(UriPartial.Query));
        HashSet<string> given = NamesIn(endpoint.Query);
        char separator = endpoint.Query.Length == 0 ? '?' : '&';
        foreach (KeyValuePair<string, string> parameter in parameters)
        {
            if (parameter.Value.Length == 0 || given.Contains(parameter.Key))
            {
                continue;
            }

            if (uri[uri.Length - 1] is not ('?' or '&'))
            {
                uri.Append(separator);
            }

            uri.Append(Uri.EscapeDataString(parameter.Key)).Append('=').Append(Uri.EscapeDataString(parameter.Value));
            separator = '&';
        }

        return new Uri(uri.ToString());
    }

    /// <summary>The names of a query's parameters, decoded.</summary>
    public static HashSet<string> NamesIn(string query) => new(
        query.TrimStart('?').Split('&').Select(pair => WebUtility.UrlDecode(pair.Split('=')[0])), StringComparer.Ordinal);
}
