using System.Text.Json;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Editing;

/// <summary>The two kinds of JSON file that Google provides: an OAuth client's, and a service account's key.</summary>
internal static class GoogleKeyFile
{
    private const int MaximumLength = 64 * 1024;

    /// <summary>Reads an OAuth client's file: <c>{"installed"|"web": {client_id, client_secret, …}}</c>.</summary>
    /// <exception cref="OAuth2MailException">It is none, or is the key of a service account.</exception>
    public static ProfileChanges ReadClient(string json) => Read(json, "-CredentialFile", root =>
    {
        if (IsServiceAccount(root))
        {
            throw Misplaced("-CredentialFile holds the key of a service account.", "Use -GoogleServiceAccount -KeyFile.");
        }

        bool isWeb = root.TryGetProperty("web", out JsonElement client);
        if (!isWeb)
        {
            client = root.GetProperty("installed");
        }

        return new ProfileChanges
        {
            ClientId = client.GetProperty("client_id").GetString(),
            ClientSecret = client.GetProperty("client_secret").GetString(),
            AuthorizationEndpoint = Address(client, "auth_uri"),
            TokenEndpoint = Address(client, "token_uri"),
            // An installed client takes any loopback port; a web client exactly what is registered.
            RedirectUri = isWeb && client.TryGetProperty("redirect_uris", out JsonElement uris)
                ? uris.EnumerateArray().Select(uri => new Uri(uri.GetString()!)).FirstOrDefault()
                : null,
        };
    });

    /// <summary>Reads a service account's key file.</summary>
    /// <exception cref="OAuth2MailException">It is none, or is the file of an OAuth client.</exception>
    public static ProfileChanges ReadServiceAccount(string json) => Read(json, "-KeyFile", root =>
    {
        if (!IsServiceAccount(root) && (root.TryGetProperty("installed", out _) || root.TryGetProperty("web", out _)))
        {
            throw Misplaced("-KeyFile holds an OAuth client, not the key of a service account.", "Use -Gmail -CredentialFile.");
        }

        return new ProfileChanges
        {
            ClientId = root.GetProperty("client_email").GetString(),
            PrivateKeyId = root.GetProperty("private_key_id").GetString(),
            Key = ClientKey.FromPrivateKey(root.GetProperty("private_key").GetString() ?? "", password: null),
            TokenEndpoint = Address(root, "token_uri"),
        };
    });

    private static ProfileChanges Read(string json, string parameter, Func<JsonElement, ProfileChanges> read)
    {
        try
        {
            if (json.Length <= MaximumLength)
            {
                using var document = JsonDocument.Parse(json);
                return read(document.RootElement);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            // Not as inner exception: its message may quote the file.
        }

        throw new OAuth2MailException(
            "GoogleFileInvalid",
            FailureKind.InvalidData,
            $"{parameter} is not the JSON file that Google provides.",
            "Download it again: Google Cloud console > APIs & Services > Credentials (OAuth client), or IAM & Admin > Service "
            + "Accounts > Keys (service account).");
    }

    private static bool IsServiceAccount(JsonElement root) =>
        root.TryGetProperty("type", out JsonElement type) && type.ValueEquals("service_account");

    private static Uri? Address(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.GetString() is { Length: > 0 } address
            ? new Uri(address)
            : null;

    private static OAuth2MailException Misplaced(string message, string advice) =>
        new("GoogleFileMisplaced", FailureKind.InvalidArgument, message, advice);
}
