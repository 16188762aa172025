using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>
/// Accepts the client assertions of RFC 7523 as it was written: typed "JWT" or not at all, with the token endpoint as
/// their audience. OpenIddict by itself takes only those of the coming revision, which no provider here asks for.
/// </summary>
internal sealed class ClientAssertionRelaxation : IOpenIddictServerHandler<ValidateTokenContext>
{
    private const string RevisedType = "client-authentication+jwt";

    public ValueTask HandleAsync(ValidateTokenContext context)
    {
        if (context.ValidTokenTypes is { Count: 1 } types && types.Contains(TokenTypeIdentifiers.Private.ClientAssertion))
        {
            context.ValidAudiences.UnionWith(AcceptedAudiences.Of(context));
            context.TokenValidationParameters.TypeValidator = static (type, _, _) => type switch
            {
                null or "" or RevisedType => RevisedType,
                _ when type.Equals("JWT", StringComparison.OrdinalIgnoreCase) => RevisedType,
                _ => throw new SecurityTokenInvalidTypeException($"A client assertion cannot be a '{type}'.")
                {
                    InvalidType = type,
                },
            };
        }

        return ValueTask.CompletedTask;
    }
}
