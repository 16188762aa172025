using Microsoft.Identity.Client;

namespace OAuth2Mail.Providers;

/// <summary>MSAL's token cache, which lives in the profile between two uses.</summary>
internal sealed class MsalCache
{
    /// <param name="application">Whose cache it is.</param>
    /// <param name="stored">What the profile holds; null for a new cache.</param>
    public MsalCache(IClientApplicationBase application, string? stored)
    {
        Value = stored;
        ITokenCache cache = application is IPublicClientApplication client
            ? client.UserTokenCache
            : ((IConfidentialClientApplication)application).UserTokenCache;
        cache.SetBeforeAccess(args =>
        {
            if (Value is not null)
            {
                args.TokenCache.DeserializeMsalV3(Convert.FromBase64String(Value), shouldClearExistingCache: true);
            }
        });
        cache.SetAfterAccess(args =>
        {
            if (args.HasStateChanged)
            {
                Value = Convert.ToBase64String(args.TokenCache.SerializeMsalV3());
            }
        });
    }

    /// <summary>The serialized cache in base64.</summary>
    public string? Value { get; private set; }
}
