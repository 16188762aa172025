using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Providers;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>
/// An OpenIddict server on loopback addresses that consents by itself, records what it is asked, and fails on demand.
/// </summary>
public sealed class AuthorizationServer : ITokenValidator, IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly OpenIddictServerOptions _server;
    private readonly RequestGate _gate;
    private readonly UserRegistry _users;
    private readonly IssuedTokens _tokens;
    private readonly IntrospectionClient _introspection;
    private readonly HttpClient _http = new();

    private AuthorizationServer(WebApplication application)
    {
        _application = application;
        _server = application.Services.GetRequiredService<IOptionsMonitor<OpenIddictServerOptions>>().CurrentValue;
        _gate = application.Services.GetRequiredService<RequestGate>();
        _users = application.Services.GetRequiredService<UserRegistry>();
        _tokens = new IssuedTokens(application.Services);
        Consent = application.Services.GetRequiredService<ConsentBehaviour>();
        TokenResponses = application.Services.GetRequiredService<TokenResponseBehaviour>();

        var addresses = application.Urls.Select(static address => new Uri(address)).ToList();
        Issuer = addresses.Single(static a => a.Scheme == Uri.UriSchemeHttp);
        HttpsAddress = addresses.Where(static a => a.Scheme == Uri.UriSchemeHttps)
            .Select(static a => new UriBuilder(a) { Host = "localhost" }.Uri).SingleOrDefault();

        // A token got over https must be good over http too: both listeners are one issuer to the token store.
        _server.TokenValidationParameters.ValidIssuers = new[] { Issuer, HttpsAddress }
            .OfType<Uri>().Select(static address => address.AbsoluteUri).ToList();
        _introspection = new IntrospectionClient(_http, IntrospectionEndpoint, IntrospectionClientId, IntrospectionClientSecret);
    }

    /// <summary>The client id with which resource servers, the SMTP server among them, introspect tokens.</summary>
    public static string IntrospectionClientId => "smtp-server";

    /// <summary>The secret that goes with <see cref="IntrospectionClientId"/>.</summary>
    public static string IntrospectionClientSecret => "introspection-secret";

    /// <summary>The http address; the issuer of what is asked for there.</summary>
    public Uri Issuer { get; }

    /// <summary>The https address (<c>https://localhost:port/</c>); null without a certificate.</summary>
    public Uri? HttpsAddress { get; }

    /// <summary>The authorization endpoint.</summary>
    public Uri AuthorizationEndpoint => new(Issuer, RequestRoute.Authorize);

    /// <summary>The token endpoint.</summary>
    public Uri TokenEndpoint => new(Issuer, RequestRoute.Token);

    /// <summary>The device authorization endpoint.</summary>
    public Uri DeviceAuthorizationEndpoint => new(Issuer, RequestRoute.Device);

    /// <summary>The introspection endpoint.</summary>
    public Uri IntrospectionEndpoint => new(Issuer, RequestRoute.Introspect);

    /// <summary>The revocation endpoint.</summary>
    public Uri RevocationEndpoint => new(Issuer, RequestRoute.Revoke);

    /// <summary>The client id of the managed identity, to be granted mailboxes.</summary>
    public static string ManagedIdentityClientId => ManagedIdentity.ClientId;

    /// <summary>The value of <c>IDENTITY_ENDPOINT</c>, as App Service sets it.</summary>
    public Uri IdentityEndpoint => new(Issuer, ManagedIdentity.AppServicePath);

    /// <summary>The value of <c>IDENTITY_HEADER</c>.</summary>
    public static string IdentityHeader => ManagedIdentity.IdentityHeader;

    /// <summary>The authority that MSAL is given for a tenant; there is one only with a certificate.</summary>
    public Uri GetEntraAuthority(string tenant)
        => new(HttpsAddress ?? throw new InvalidOperationException("MSAL wants https: start with a certificate."), tenant);

    /// <summary>Google's authorization endpoint.</summary>
    public Uri GoogleAuthorizationEndpoint => new(Issuer, GoogleAddresses.Authorize);

    /// <summary>Google's token endpoint.</summary>
    public Uri GoogleTokenEndpoint => new(Issuer, GoogleAddresses.Token);

    /// <summary>Google's revocation endpoint.</summary>
    public Uri GoogleRevocationEndpoint => new(Issuer, GoogleAddresses.Revoke);

    /// <summary>How the authorization endpoint behaves.</summary>
    public ConsentBehaviour Consent { get; }

    /// <summary>How the token endpoint words its answers.</summary>
    public TokenResponseBehaviour TokenResponses { get; }

    /// <summary>The life of access tokens that are issued from now on.</summary>
    public TimeSpan AccessTokenLifetime
    {
        get => _server.AccessTokenLifetime ?? Timeout.InfiniteTimeSpan;
        set => _server.AccessTokenLifetime = value;
    }

    /// <summary>For how long a redeemed refresh token may be used again; null means that reuse is theft.</summary>
    public TimeSpan? RefreshTokenReuseLeeway
    {
        get => _server.RefreshTokenReuseLeeway;
        set => _server.RefreshTokenReuseLeeway = value;
    }

    /// <summary>Every request to a protocol endpoint, in the order of arrival.</summary>
    public IReadOnlyList<RecordedRequest> Requests => _gate.Requests;

    /// <summary>Starts a server on free ports.</summary>
    public static Task<AuthorizationServer> StartAsync(
        AuthorizationServerOptions? options = null, CancellationToken cancellationToken = default)
        => StartAsync(options ?? new(), static _ => { }, cancellationToken);

    /// <summary>Makes a user known, or changes the password.</summary>
    public void AddUser(string userName, string password) => _users.Add(userName, password);

    /// <summary>Makes a client known.</summary>
    public async Task AddClientAsync(ClientRegistration client, CancellationToken cancellationToken = default)
    {
        var federation = _application.Services.GetRequiredService<FederatedClients>();
        IReadOnlyList<SecurityKey> keys = client.Federation is null ? client.Keys : [.. client.Keys, federation.Key];
        var isPublic = client.IsServiceAccount || (client.ClientSecret is null && keys.Count is 0);
        if (client.Federation is { } credential)
        {
            federation.Add(client.ClientId, credential);
        }

        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = client.ClientId,
            ClientSecret = client.ClientSecret,
            ClientType = isPublic ? ClientTypes.Public : ClientTypes.Confidential,
            ApplicationType = client.IsNative ? ApplicationTypes.Native : ApplicationTypes.Web,
            ConsentType = ConsentTypes.Implicit,
        };
        descriptor.RedirectUris.UnionWith(client.RedirectUris);
        if (keys.Count > 0)
        {
            descriptor.JsonWebKeySet = new JsonWebKeySet();
            foreach (var key in keys)
            {
                descriptor.JsonWebKeySet.Keys.Add(PublicKey.Of(key));
            }
        }

        await using var scope = _application.Services.CreateAsyncScope();
        var applications = scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();
        await applications.CreateAsync(descriptor, cancellationToken);
    }

    /// <summary>Makes the next requests to an endpoint fail.</summary>
    public void FailNext(ServerEndpoint endpoint, EndpointFault fault, int count = 1)
        => _gate.Faults.Enqueue(endpoint, fault, count);

    /// <summary>Forgets the faults that were not used.</summary>
    public void ClearFaults() => _gate.Faults.Clear();

    /// <summary>Forgets the requests recorded so far.</summary>
    public void ClearRequests() => _gate.Forget();

    /// <inheritdoc/>
    public Task<TokenInfo?> IntrospectAsync(string token, CancellationToken cancellationToken = default)
        => _introspection.IntrospectAsync(token, cancellationToken);

    /// <summary>Makes one token bad, whatever its kind; false where it is not known.</summary>
    public Task<bool> RevokeTokenAsync(string token, CancellationToken cancellationToken = default)
        => _tokens.RevokeAsync(token, cancellationToken);

    /// <summary>Makes all access tokens bad; refresh tokens stay good.</summary>
    public Task RevokeAccessTokensAsync(CancellationToken cancellationToken = default)
        => _tokens.RevokeAllAsync(TokenTypeIdentifiers.AccessToken, cancellationToken);

    /// <summary>Makes every token bad, as when a password changes or consent is withdrawn.</summary>
    public Task RevokeAllAsync(CancellationToken cancellationToken = default)
        => _tokens.RevokeAllAsync(null, cancellationToken);

    /// <summary>Approves a user code as the user would on another device.</summary>
    public Task ApproveDeviceAsync(string userCode, string? user = null, CancellationToken cancellationToken = default)
        => AnswerDeviceAsync(userCode, "approve", user, cancellationToken);

    /// <summary>Declines a user code.</summary>
    public Task DeclineDeviceAsync(string userCode, CancellationToken cancellationToken = default)
        => AnswerDeviceAsync(userCode, "decline", null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    internal static async Task<AuthorizationServer> StartAsync(
        AuthorizationServerOptions options, Action<WebApplication> map, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(static host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.Services.AddAuthorizationServer(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            if (options.Certificate is { } certificate)
            {
                kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseHttps(certificate));
            }
        });

        var application = builder.Build();
        var gate = application.Services.GetRequiredService<RequestGate>();
        application.Use(gate.PassAsync);
        application.UseRouting();
        application.UseAuthentication();
        DeviceVerification.Map(application);
        EntraAddresses.Map(application);
        GoogleAddresses.Map(application);
        map(application);
        await application.StartAsync(cancellationToken);

        var server = new AuthorizationServer(application);
        await server.AddClientAsync(
            new(IntrospectionClientId) { ClientSecret = IntrospectionClientSecret }, cancellationToken);
        await server.AddClientAsync(
            new(ManagedIdentity.ClientId) { ClientSecret = ManagedIdentity.ClientSecret }, cancellationToken);
        return server;
    }

    private async Task AnswerDeviceAsync(string userCode, string action, string? user, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["user_code"] = userCode,
            ["action"] = action,
            ["user"] = user ?? "",
        });
        using var response = await _http.PostAsync(new Uri(Issuer, RequestRoute.Verify), form, cancellationToken);

        // A refusal is itself answered 400 (access_denied); only an unknown code is a mistake of the caller.
        if (response.StatusCode is HttpStatusCode.NotFound)
        {
            throw new ArgumentException($"'{userCode}' is not a user code that waits for an answer.", nameof(userCode));
        }
    }
}
