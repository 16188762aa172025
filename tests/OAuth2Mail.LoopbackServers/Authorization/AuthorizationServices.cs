using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Providers;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Registers OpenIddict and the handlers that stand in for pages, users and consent.</summary>
internal static class AuthorizationServices
{
    public static IServiceCollection AddAuthorizationServer(this IServiceCollection services, AuthorizationServerOptions options)
    {
        var database = $"oauth2mail-{Guid.NewGuid():N}";
        services.AddDbContext<AuthorizationDatabase>(builder => builder.UseInMemoryDatabase(database).UseOpenIddict());
        services.AddSingleton(options);
        services.AddSingleton(new UserRegistry(options.DefaultUser));
        services.AddSingleton<ConsentBehaviour>();
        services.AddSingleton<TokenResponseBehaviour>();
        services.AddSingleton<AssertionGrant>();
        services.AddSingleton<FederatedClients>();
        services.AddSingleton<RequestGate>();
        services.AddRouting();
        services.AddAuthentication();

        services.AddOpenIddict()
            .AddCore(core => core.UseEntityFrameworkCore()
                .UseDbContext<AuthorizationDatabase>()
                .DisableBulkOperations()) // the in-memory provider has none
            .AddServer(server => ConfigureServer(server, options));
        return services;
    }

    private static void ConfigureServer(OpenIddictServerBuilder server, AuthorizationServerOptions options)
    {
        server.SetAuthorizationEndpointUris(RequestRoute.Authorize)
            .SetTokenEndpointUris(RequestRoute.Token)
            .SetDeviceAuthorizationEndpointUris(RequestRoute.Device)
            .SetEndUserVerificationEndpointUris(RequestRoute.Verify)
            .SetIntrospectionEndpointUris(RequestRoute.Introspect)
            .SetRevocationEndpointUris(RequestRoute.Revoke);

        server.AllowAuthorizationCodeFlow()
            .AllowClientCredentialsFlow()
            .AllowDeviceAuthorizationFlow()
            .AllowPasswordFlow()
            .AllowRefreshTokenFlow()
            .AllowCustomFlow(AssertionGrant.GrantType);

        // Clients may ask for whatever they like: these tests are about mail, not about consent to scopes.
        server.DisableScopeValidation()
            .DisableResourceValidation()
            .DisableAudienceValidation()
            .IgnoreEndpointPermissions()
            .IgnoreGrantTypePermissions()
            .IgnoreResponseTypePermissions()
            .IgnoreScopePermissions()
            .IgnoreResourcePermissions()
            .IgnoreAudiencePermissions();

        server.UseReferenceAccessTokens()
            .UseReferenceRefreshTokens()
            .SetAccessTokenLifetime(options.AccessTokenLifetime)
            .SetRefreshTokenReuseLeeway(options.RefreshTokenReuseLeeway)
            .AddEphemeralSigningKey(SecurityAlgorithms.EcdsaSha256)
            .AddEncryptionKey(new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)));

        server.UseAspNetCore()
            .DisableTransportSecurityRequirement()
            .EnableEndUserVerificationEndpointPassthrough();

        AddHandlers(server);
    }

    private static void AddHandlers(OpenIddictServerBuilder server)
    {
        Add<HandleAuthorizationRequestContext, ConsentHandler>(server, 0);
        Add<ApplyAuthorizationResponseContext, ProviderResponses>(server, Authentication.AttachIssuer.Descriptor.Order + 50);
        Add<ApplyAuthorizationResponseContext, ConsentHandler>(server, Authentication.AttachIssuer.Descriptor.Order + 100);
        Add<ExtractTokenRequestContext, TokenRequestTolerance>(server, int.MaxValue - 11_000);
        Add<ExtractTokenRequestContext, AssertionGrant>(server, int.MaxValue - 10_000);
        Add<ExtractTokenRequestContext, FederatedClients>(server, int.MaxValue - 9_000);
        Add<HandleTokenRequestContext, TokenGrantHandler>(server, 0);
        Add<ProcessSignInContext, TokenResponseHandler>(server, RedeemTokenEntry.Descriptor.Order - 100);
        Add<ProcessSignInContext, ProviderResponses>(server, RedeemTokenEntry.Descriptor.Order - 50);
        Add<ApplyTokenResponseContext, ProviderResponses>(server, 0);
        Add<ApplyTokenResponseContext, TokenResponseHandler>(server, 10);
        Add<ApplyDeviceAuthorizationResponseContext, ProviderResponses>(server, 0);
        Add<ApplyDeviceAuthorizationResponseContext, TokenResponseHandler>(server, 10);
        Add<HandleIntrospectionRequestContext, TokenResponseHandler>(server, int.MaxValue - 10_000);
        Add<ValidateTokenContext, ClientAssertionRelaxation>(
            server, Protection.ResolveTokenValidationParameters.Descriptor.Order + 100);
    }

    private static void Add<TContext, THandler>(OpenIddictServerBuilder server, int order)
        where TContext : BaseContext
        where THandler : class, IOpenIddictServerHandler<TContext>
        => server.AddEventHandler<TContext>(builder => builder.UseSingletonHandler<THandler>().SetOrder(order));
}
