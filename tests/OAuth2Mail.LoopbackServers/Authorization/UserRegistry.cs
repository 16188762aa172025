using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The users, their passwords, and the principals that tokens are made of.</summary>
internal sealed class UserRegistry(string defaultUser)
{
    private readonly ConcurrentDictionary<string, string> _passwords = new(StringComparer.OrdinalIgnoreCase);

    public string DefaultUser { get; } = defaultUser;

    public void Add(string userName, string password) => _passwords[userName] = password;

    public bool Contains(string userName) => _passwords.ContainsKey(userName);

    public bool IsPassword(string userName, string password)
        => _passwords.TryGetValue(userName, out var expected) && expected == password;

    /// <summary>The user whom a hint names, or the default one: nobody is asked to log in here.</summary>
    public string Resolve(string? hint) => hint is not null && Contains(hint) ? hint : DefaultUser;

    public static ClaimsPrincipal PrincipalOf(string name, IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("OAuth2Mail.LoopbackServers", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, name)
            .SetClaim(Claims.Name, name)
            .SetClaim(Claims.PreferredUsername, name)
            .SetClaim("oid", ObjectIdOf(name))
            .SetScopes(scopes);
        identity.SetDestinations(static claim => [Destinations.AccessToken, Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>A GUID that stays the same for a name, as a directory's object id does.</summary>
    public static string ObjectIdOf(string name)
        => new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name.ToUpperInvariant())).AsSpan(0, 16)).ToString();
}
