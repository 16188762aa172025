using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Decides who a token is for; OpenIddict itself has checked codes, refresh tokens and device codes.</summary>
internal sealed class TokenGrantHandler(UserRegistry users, AssertionGrant assertions)
    : IOpenIddictServerHandler<HandleTokenRequestContext>
{
    public async ValueTask HandleAsync(HandleTokenRequestContext context)
    {
        var request = context.Request;
        if (request.IsClientCredentialsGrantType())
        {
            context.Principal = UserRegistry.PrincipalOf(request.ClientId!, request.GetScopes());
        }
        else if (request.IsPasswordGrantType())
        {
            if (request.Username is not { } name || request.Password is not { } password || !users.IsPassword(name, password))
            {
                context.Reject(Errors.InvalidGrant, "The user name or password is wrong.");
                return;
            }

            context.Principal = UserRegistry.PrincipalOf(name, request.GetScopes());
        }
        else if (request.GrantType is AssertionGrant.GrantType)
        {
            await assertions.HandleAsync(context);
        }
    }
}
