using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Asks an introspection endpoint over HTTP, as a resource server does.</summary>
internal sealed class IntrospectionClient(HttpClient http, Uri endpoint, string clientId, string clientSecret)
{
    private readonly AuthenticationHeaderValue _credentials = new(
        "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{clientId}:{clientSecret}")));

    public async Task<TokenInfo?> IntrospectAsync(string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = token }),
        };
        request.Headers.Authorization = _credentials;
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return null;
        }

        using var document = await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
        var answer = document.RootElement;
        if (!answer.TryGetProperty("active", out var active) || !active.GetBoolean())
        {
            return null;
        }

        var subject = Text(answer, "sub") ?? "";
        return new TokenInfo(
            subject,
            Text(answer, "username") ?? subject,
            Text(answer, "client_id"),
            Text(answer, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
            answer.TryGetProperty("exp", out var expires) ? DateTimeOffset.FromUnixTimeSeconds(expires.GetInt64()) : null);
    }

    private static string? Text(JsonElement answer, string name)
        => answer.TryGetProperty(name, out var value) ? value.GetString() : null;
}
