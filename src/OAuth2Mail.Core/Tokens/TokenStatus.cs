using OAuth2Mail.Profiles;

namespace OAuth2Mail;

/// <summary>The state of a profile's access token; never the token itself.</summary>
public sealed class TokenStatus
{
    internal TokenStatus(StoredProfile profile, string vault, TokenState state, TokenSource source)
    {
        TokenSet? tokens = state == TokenState.Valid ? profile.Tokens : null;
        Name = profile.Name;
        Vault = vault;
        UserName = tokens?.Account ?? profile.UserName;
        State = state;
        ExpiresOn = tokens?.ExpiresOn.ToLocalTime();
        RefreshTokenExpiresOn = tokens?.RefreshTokenExpiresOn?.ToLocalTime();
        Scopes = [.. tokens?.Scopes ?? profile.OAuth.Scopes];
        Source = source;
    }

    /// <summary>The profile's name.</summary>
    public string Name { get; }

    /// <summary>The vault that holds the profile.</summary>
    public string Vault { get; }

    /// <summary>The account that consented, if the provider reported it; otherwise the profile's mailbox.</summary>
    public string UserName { get; }

    /// <summary>The state of the authorization.</summary>
    public TokenState State { get; }

    /// <summary>When the access token expires.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>When a person has to consent again, where the provider tells or documents it.</summary>
    public DateTimeOffset? RefreshTokenExpiresOn { get; }

    /// <summary>The scopes that were granted (RFC 6749 §3.3).</summary>
    public string[] Scopes { get; }

    /// <summary>Where the token came from.</summary>
    public TokenSource Source { get; }

    /// <summary>The profile's name and state.</summary>
    public override string ToString() => $"{Name}: {State}";
}
