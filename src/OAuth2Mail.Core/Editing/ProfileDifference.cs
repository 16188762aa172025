using System.Collections;
using System.Globalization;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Editing;

/// <summary>What a change makes different, in the user's terms. About secrets it says only that they change.</summary>
internal static class ProfileDifference
{
    /// <returns>One item per setting, such as <c>SmtpPort: 587 -> 465</c>; none if nothing changes.</returns>
    public static IReadOnlyList<string> Find(StoredProfile before, StoredProfile after) =>
    [
        .. Setting(nameof(StoredProfile.UserName), before.UserName, after.UserName),
        .. Setting(nameof(StoredProfile.From), before.From, after.From),
        .. Settings("Smtp", before.Smtp, after.Smtp),
        .. Settings("", before.OAuth, after.OAuth),
        .. Setting("Proxy", before.Proxy?.Address, after.Proxy?.Address),
        .. Setting("ProxyUserName", before.Proxy?.UserName, after.Proxy?.UserName),
        .. Secret("ProxyPassword", before.Proxy?.Password, after.Proxy?.Password),
        .. Secret(nameof(ProfileSecrets.ClientSecret), before.Secrets.ClientSecret, after.Secrets.ClientSecret),
        .. Setting("SecretExpiresOn", before.Secrets.ExpiresOn, after.Secrets.ExpiresOn),
        .. Secret(nameof(ProfileSecrets.Password), before.Secrets.Password, after.Secrets.Password),
        .. Secret(nameof(ProfileSecrets.PrivateKey), before.Secrets.PrivateKey, after.Secrets.PrivateKey),
        .. Secret(nameof(ProfileSecrets.Certificate), before.Secrets.Certificate, after.Secrets.Certificate),
        .. before.Tokens is not null && after.Tokens is null ? ["consent is needed again"] : Array.Empty<string>(),
    ];

    private static IEnumerable<string> Settings<T>(string prefix, T before, T after) => typeof(T).GetProperties()
        .SelectMany(property => Setting(prefix + property.Name, property.GetValue(before), property.GetValue(after)));

    private static string[] Setting(string name, object? before, object? after)
    {
        (string old, string now) = (Text(before), Text(after));

        // A table may hold what some provider treats as secret.
        return old == now ? [] : [before is IDictionary || after is IDictionary ? $"{name}: changed" : $"{name}: {old} -> {now}"];
    }

    private static string[] Secret(string name, string? before, string? after) =>
        before == after ? [] : [after is null ? $"{name}: removed" : $"{name}: new"];

    private static string Text(object? value) => value switch
    {
        null => "(none)",
        string text => text,
        IEnumerable list => string.Join(" ", list.Cast<object>()),
        DateTimeOffset time => time.LocalDateTime.ToString("g", CultureInfo.CurrentCulture),
        _ => Convert.ToString(value, CultureInfo.CurrentCulture) ?? "",
    };
}
