using System.Security.Cryptography;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;
using OAuth2Mail.Providers;
using OAuth2Mail.Tokens;
using Xunit;

namespace OAuth2Mail.Tests.Providers.Faults;

/// <summary>One thing that one mode asks of one endpoint.</summary>
/// <param name="Name">For the test's name.</param>
/// <param name="Endpoint">The endpoint that is asked.</param>
/// <param name="GoodAnswers">How many requests it answers before.</param>
/// <param name="RunAsync">Asks, with whatever has to be asked before; gives the tokens, where there are any.</param>
internal sealed record ModeRequest(
    string Name, FaultyEndpoint Endpoint, int GoodAnswers, Func<ModeRequest.Context, CancellationToken, Task<TokenSet?>> RunAsync)
{
    private static readonly string s_privateKey = Convert.ToBase64String(RSA.Create(2048).ExportPkcs8PrivateKey());

    public static IReadOnlyList<ModeRequest> All { get; } =
    [
        Generic("ClientSecretPost code", ProfileMode.ClientSecretPost, GrantType.AuthorizationCode, RedeemAsync),
        Generic("ClientSecretPost refresh", ProfileMode.ClientSecretPost, GrantType.AuthorizationCode, RefreshAsync),
        Generic("ClientSecretPost client", ProfileMode.ClientSecretPost, GrantType.ClientCredentials, AcquireAsync),
        Generic("ClientSecretPost password", ProfileMode.ClientSecretPost, GrantType.Password, AcquireAsync),
        Generic("ClientSecretPost device", ProfileMode.ClientSecretPost, GrantType.DeviceCode, DeviceAsync, FaultyEndpoint.Device),
        Generic("ClientSecretPost poll", ProfileMode.ClientSecretPost, GrantType.DeviceCode, DeviceAsync),
        Generic("ClientSecretPost discovery", ProfileMode.ClientSecretPost, GrantType.ClientCredentials, DiscoverAsync, FaultyEndpoint.Discovery),
        Generic("ClientSecretPost revocation", ProfileMode.ClientSecretPost, GrantType.AuthorizationCode, RevokeAsync, FaultyEndpoint.Revocation),
        Generic("Gmail revocation", ProfileMode.Gmail, GrantType.AuthorizationCode, RevokeAsync, FaultyEndpoint.Revocation),
        Generic("PrivateKeyJwt client", ProfileMode.PrivateKeyJwt, GrantType.ClientCredentials, AcquireAsync),
        Generic("PrivateKeyJwt grant", ProfileMode.PrivateKeyJwt, GrantType.JwtBearer, AcquireAsync),
        Generic("Gmail code", ProfileMode.Gmail, GrantType.AuthorizationCode, RedeemAsync),
        Generic("Gmail refresh", ProfileMode.Gmail, GrantType.AuthorizationCode, RefreshAsync),
        Generic("GoogleServiceAccount", ProfileMode.GoogleServiceAccount, GrantType.JwtBearer, AcquireAsync),
        Generic("ClientSecretPost kept", ProfileMode.ClientSecretPost, GrantType.AuthorizationCode, KeepAsync),
        Generic("PrivateKeyJwt kept", ProfileMode.PrivateKeyJwt, GrantType.ClientCredentials, KeepAsync),
        Generic("Gmail kept", ProfileMode.Gmail, GrantType.AuthorizationCode, KeepAsync),
        Generic("GoogleServiceAccount kept", ProfileMode.GoogleServiceAccount, GrantType.JwtBearer, KeepAsync),
        Entra("Exchange code", ProfileMode.Exchange, RedeemAsync),
        Entra("Exchange code, confidential", ProfileMode.Exchange, RedeemAsync, secret: "SECRET-client"),
        // MSAL gets a cache of its own first: by the refresh token that came with the code.
        Entra("Exchange refresh", ProfileMode.Exchange, RefreshTwiceAsync, goodAnswers: 2),
        Entra("Exchange stored", ProfileMode.Exchange, RefreshAsync),
        Entra("Exchange stored, confidential", ProfileMode.Exchange, RefreshAsync, secret: "SECRET-client"),
        Entra("Exchange kept", ProfileMode.Exchange, KeepAsync),
        Entra("ExchangeApplication kept", ProfileMode.ExchangeApplication, KeepAsync, secret: "SECRET-client"),
        Entra("Exchange device", ProfileMode.Exchange, DeviceAsync, FaultyEndpoint.Device),
        Entra("Exchange poll", ProfileMode.Exchange, DeviceAsync),
        Entra("Microsoft365", ProfileMode.Microsoft365, AcquireAsync),
        Entra("Microsoft365 realm", ProfileMode.Microsoft365, AcquireAsync, FaultyEndpoint.Realm),
        Entra("Microsoft365 refresh", ProfileMode.Microsoft365, AcquireTwiceAsync, goodAnswers: 1),
        Entra("ExchangeApplication", ProfileMode.ExchangeApplication, AcquireAsync, secret: "SECRET-client"),
        Entra("ExchangeApplication managed identity", ProfileMode.ExchangeApplication, AcquireAsync, FaultyEndpoint.ManagedIdentity),
    ];

    public static ModeRequest Named(string name) => All.Single(request => request.Name == name);

    private static ModeRequest Generic(
        string name,
        ProfileMode mode,
        GrantType grant,
        Func<ITokenProvider, StoredProfile, Context, CancellationToken, Task<TokenSet?>> run,
        FaultyEndpoint endpoint = FaultyEndpoint.Token)
        => new(name, endpoint, 0, (context, cancellationToken) =>
        {
            Uri At(string path) => new(context.Server.Address, $"{context.Plan}/{path}");
            return run(
                TokenProviders.For(mode, TimeProvider.System, context.Http),
                Profile(mode, context) with
                {
                    OAuth = new OAuthSettings
                    {
                        GrantType = grant,
                        ClientId = "client",
                        AuthorizationEndpoint = At("authorize"),
                        TokenEndpoint = At("token"),
                        DeviceAuthorizationEndpoint = At("device"),
                        RevocationEndpoint = At("revoke"),
                        Issuer = endpoint == FaultyEndpoint.Discovery ? At("").AbsoluteUri : null,
                        Scopes = ["smtp"],
                    },
                    Secrets = new ProfileSecrets
                    {
                        ClientSecret = mode is ProfileMode.ClientSecretPost or ProfileMode.Gmail ? "SECRET-client" : null,
                        Password = "SECRET-password",
                        PrivateKey = s_privateKey,
                    },
                },
                context,
                cancellationToken);
        });

    private static ModeRequest Entra(
        string name,
        ProfileMode mode,
        Func<ITokenProvider, StoredProfile, Context, CancellationToken, Task<TokenSet?>> run,
        FaultyEndpoint endpoint = FaultyEndpoint.Token,
        int goodAnswers = 0,
        string? secret = null)
        => new(name, endpoint, goodAnswers, (context, cancellationToken) =>
        {
            var provider = TokenProviders.For(mode, TimeProvider.System, context.Http);
            var profile = Profile(mode, context) with
            {
                OAuth = new OAuthSettings
                {
                    ClientId = endpoint == FaultyEndpoint.ManagedIdentity ? context.Plan.ToString() : "6f1d3f1c-0000-4000-8000-000000000001",
                    TenantId = "contoso.test",
                    ManagedIdentity = endpoint == FaultyEndpoint.ManagedIdentity,
                    Authority = new Uri(context.Server.HttpsAddress, context.Plan.ToString()),
                },
                UserName = $"{context.Plan}@contoso.test",
                Secrets = new ProfileSecrets { ClientSecret = secret, Password = "SECRET-password" },
            };
            return run(provider, provider.Complete(profile), context, cancellationToken);
        });

    private static StoredProfile Profile(ProfileMode mode, Context context) => new()
    {
        Name = "reports",
        Mode = mode,
        UserName = "alex@contoso.test",
        Smtp = new SmtpSettings { Server = "localhost", Port = 587 },
        Tokens = context.Stored,
        Proxy = context.Proxy,
    };

    private static async Task<TokenSet?> AcquireAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
        => await provider.AcquireAsync(profile with { Tokens = context.Stored }, cancellationToken);

    private static Task<TokenSet?> RefreshAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
        => AcquireAsync(provider, profile, context with { Stored = context.Stored ?? Stored }, cancellationToken);

    private static async Task<TokenSet?> RevokeAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
    {
        await provider.RevokeAsync(profile with { Tokens = Stored }, cancellationToken);
        return null;
    }

    // Through the service that stores: what was stored stays as it was where nothing better came.
    private static async Task<TokenSet?> KeepAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
    {
        var core = new CoreInstance { Http = context.Http };
        await core.SaveAsync(profile with { Tokens = Stored });
        var before = core.Stored;
        try
        {
            return (await core.EnsureAsync(TokenDemand.New, cancellationToken)).Profile.Tokens;
        }
        catch (OAuth2MailException)
        {
            Assert.Equivalent(before.Tokens, core.Stored.Tokens);
            Assert.Equivalent(before.Secrets, core.Stored.Secrets);
            throw;
        }
    }

    private static TokenSet Stored => new()
    {
        AccessToken = "SECRET-stored",
        RefreshToken = "SECRET-stored-refresh",
        ObtainedOn = DateTimeOffset.UtcNow,
        ExpiresOn = DateTimeOffset.UtcNow,
    };

    private static async Task<TokenSet?> AcquireTwiceAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
        => await provider.AcquireAsync(
            profile with { Tokens = await provider.AcquireAsync(profile, cancellationToken) }, cancellationToken);

    private static async Task<TokenSet?> RedeemAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
    {
        var consent = (IConsentProvider)provider;
        var pending = consent.BeginAuthorization(profile, new Uri("http://127.0.0.1:1/"));
        return await consent.RedeemAsync(profile, pending, AuthorizationResponse.Parse("code=SECRET-code"), cancellationToken);
    }

    private static async Task<TokenSet?> RefreshTwiceAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
    {
        var redeemed = profile with { Tokens = await RedeemAsync(provider, profile, context, cancellationToken) };
        var refreshed = profile with { Tokens = await provider.AcquireAsync(redeemed, cancellationToken) };
        Assert.NotNull(refreshed.Tokens.Cache);
        return await provider.AcquireAsync(refreshed, cancellationToken);
    }

    private static async Task<TokenSet?> DeviceAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
        => await ((IConsentProvider)provider).AuthorizeDeviceAsync(profile, static _ => { }, cancellationToken);

    private static async Task<TokenSet?> DiscoverAsync(
        ITokenProvider provider, StoredProfile profile, Context context, CancellationToken cancellationToken)
    {
        await AuthorizationServerDiscovery.CompleteAsync(profile.OAuth, context.Proxy, cancellationToken, context.Http);
        return null;
    }

    /// <summary>Where a request goes.</summary>
    /// <param name="Server">The provider.</param>
    /// <param name="Plan">What goes wrong there.</param>
    /// <param name="Http">How it is asked.</param>
    /// <param name="Stored">The tokens that the profile has; null for the request's own.</param>
    internal sealed record Context(FaultyProvider Server, FaultPlan Plan, ProviderHttp Http, TokenSet? Stored = null)
    {
        /// <summary>The profile's proxy.</summary>
        public ProxySettings? Proxy { get; init; }
    }
}
