using System.Net.Http.Headers;
using System.Text.Json;

namespace OAuth2Mail.Protocol;

/// <summary>A judged answer as the libraries read it: the members they know, of the types they expect, and nothing else.</summary>
internal sealed class TokenAnswerContent : ByteArrayContent
{
    private TokenAnswerContent(TokenAnswer answer, byte[] body)
        : base(body)
    {
        Answer = answer;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    public TokenAnswer Answer { get; }

    /// <summary>As a token endpoint words it (RFC 6749 §5.1).</summary>
    public static TokenAnswerContent ForTokenEndpoint(TokenAnswer answer) => new(answer, Write(answer, json =>
    {
        json.WriteNumber("expires_in", (long)Math.Ceiling(answer.Lifetime.TotalSeconds));
        WriteWhereGiven("refresh_token", answer.RefreshToken);
        WriteWhereGiven("scope", answer.Scope);
        WriteWhereGiven("id_token", answer.IdentityToken);
        WriteWhereGiven("client_info", answer.ClientInfo);

        void WriteWhereGiven(string name, string? value)
        {
            if (value is not null)
            {
                json.WriteString(name, value);
            }
        }
    }));

    /// <summary>As a managed identity's endpoint words it.</summary>
    public static TokenAnswerContent ForManagedIdentity(TokenAnswer answer, DateTimeOffset now) => new(answer, Write(
        answer,
        json => json.WriteString(
            "expires_on",
            (now + answer.Lifetime).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture))));

    private static byte[] Write(TokenAnswer answer, Action<Utf8JsonWriter> writeMore)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("access_token", answer.AccessToken);
            json.WriteString("token_type", "Bearer");
            writeMore(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
