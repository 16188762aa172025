using System.Collections.Concurrent;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>JWTs as authorization grants (RFC 7523 §2.1), as service accounts use them.</summary>
internal sealed class AssertionGrant(IServiceProvider services) : IOpenIddictServerHandler<ExtractTokenRequestContext>
{
    public const string GrantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    private readonly JsonWebTokenHandler _tokens = new();
    private readonly ConcurrentDictionary<string, DateTime> _usedIds = new();

    /// <summary>The assertion itself names the client, so that no other authentication is asked for.</summary>
    public ValueTask HandleAsync(ExtractTokenRequestContext context)
    {
        if (context.Request is { GrantType: GrantType, ClientId: null, Assertion: { } assertion } request
            && _tokens.CanReadToken(assertion))
        {
            request.ClientId = _tokens.ReadJsonWebToken(assertion).Issuer;
        }

        return ValueTask.CompletedTask;
    }

    public async Task HandleAsync(HandleTokenRequestContext context)
    {
        var applications = services.GetRequiredService<IOpenIddictApplicationManager>();
        if (await applications.FindByClientIdAsync(context.ClientId!, context.CancellationToken) is not { } application
            || await applications.GetJsonWebKeySetAsync(application, context.CancellationToken) is not { } keys)
        {
            context.Reject(Errors.InvalidGrant, "No key is registered for the assertion's issuer.");
            return;
        }

        var result = await _tokens.ValidateTokenAsync(context.Request.Assertion, new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidIssuer = context.ClientId,
            ValidAudiences = AcceptedAudiences.Of(context),
            RequireExpirationTime = true,
            ClockSkew = TimeSpan.FromSeconds(10),
        });
        if (!result.IsValid)
        {
            context.Reject(Errors.InvalidGrant, $"Invalid JWT: {result.Exception.Message}");
            return;
        }

        var token = (JsonWebToken)result.SecurityToken;
        if (!string.IsNullOrEmpty(token.Id) && !_usedIds.TryAdd($"{token.Issuer}\n{token.Id}", token.ValidTo))
        {
            context.Reject(Errors.InvalidGrant, "The assertion's jti was used already.");
            return;
        }

        // Google's clients put the scope into the assertion, others beside it.
        var scopes = token.TryGetPayloadValue<string>("scope", out var scope)
            ? scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [.. context.Request.GetScopes()];
        var subject = string.IsNullOrEmpty(token.Subject) ? token.Issuer : token.Subject;
        context.Principal = UserRegistry.PrincipalOf(subject, scopes);
    }
}
