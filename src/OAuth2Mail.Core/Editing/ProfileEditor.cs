using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Editing;

/// <summary>Creates and changes profiles: fills in what their mode knows, and checks them.</summary>
internal static class ProfileEditor
{
    /// <summary>A profile with only its name and mode, and the grant if the mode has only one.</summary>
    public static StoredProfile Blank(ProfileName name, ProfileMode mode) => new()
    {
        Name = name.ToString(),
        Mode = mode,
        UserName = "",
        OAuth = new OAuthSettings
        {
            GrantType = mode switch
            {
                ProfileMode.Microsoft365 => GrantType.Password,
                ProfileMode.ExchangeApplication => GrantType.ClientCredentials,
                ProfileMode.GoogleServiceAccount => GrantType.JwtBearer,
                _ => GrantType.AuthorizationCode,
            },
        },
    };

    /// <summary>Looks up the endpoints of an issuer that is among the changes.</summary>
    /// <returns>The changes with those endpoints.</returns>
    /// <exception cref="OAuth2MailException">The issuer publishes none.</exception>
    public static async Task<ProfileChanges> DiscoverAsync(
        StoredProfile profile, ProfileChanges changes, ProviderHttp http, CancellationToken cancellationToken)
    {
        if (changes.Issuer is null)
        {
            return changes;
        }

        StoredProfile changed = changes.ApplyTo(profile);
        OAuthSettings discovered = await AuthorizationServerDiscovery
            .CompleteAsync(changed.OAuth, changed.Proxy, cancellationToken, http).ConfigureAwait(false);
        return changes with
        {
            Issuer = discovered.Issuer,
            IssuerInResponse = discovered.IssuerInResponse,
            AuthorizationEndpoint = discovered.AuthorizationEndpoint,
            TokenEndpoint = discovered.TokenEndpoint,
            DeviceAuthorizationEndpoint = discovered.DeviceAuthorizationEndpoint,
            RevocationEndpoint = discovered.RevocationEndpoint,
        };
    }

    /// <summary>The profile with the changes, ready to be stored. Tokens that are still valid for it are kept.</summary>
    /// <exception cref="OAuth2MailException">The mode lacks something, or a value is bad.</exception>
    public static StoredProfile Apply(StoredProfile profile, ProfileChanges changes)
    {
        ITokenProvider provider = TokenProviders.For(profile.Mode);
        StoredProfile changed = changes.ApplyTo(provider.WithoutPresets(profile));
        return WithoutForeignTokens(profile, ProfileRules.Normalize(provider.Complete(changed)));
    }

    /// <summary>Drops tokens that were given for something else: another client, server, user or scope.</summary>
    public static StoredProfile WithoutForeignTokens(StoredProfile before, StoredProfile after) =>
        before.SharesConsentWith(after) ? after : after with { Tokens = null, Pending = null };
}
