using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Consents, or declines, in the place of a user with a browser.</summary>
internal sealed class ConsentHandler(ConsentBehaviour behaviour, UserRegistry users)
    : OpenIddict.Server.IOpenIddictServerHandler<HandleAuthorizationRequestContext>,
      OpenIddict.Server.IOpenIddictServerHandler<ApplyAuthorizationResponseContext>
{
    public ValueTask HandleAsync(HandleAuthorizationRequestContext context)
    {
        if (behaviour.Error is { } error)
        {
            context.Reject(error, behaviour.ErrorDescription);
            return ValueTask.CompletedTask;
        }

        var user = behaviour.User ?? users.Resolve(context.Request.LoginHint);
        var scopes = context.Request.GetScopes();

        // Google has no scope for it: this parameter is how its clients ask for a refresh token.
        if ((string?)context.Request.GetParameter("access_type") is "offline")
        {
            scopes = scopes.Add(Scopes.OfflineAccess);
        }

        context.Principal = UserRegistry.PrincipalOf(user, scopes);
        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        context.Response.State = behaviour.State switch
        {
            StateTreatment.Omitted => null,
            StateTreatment.Corrupted => context.Response.State + "-corrupted",
            _ => context.Response.State,
        };

        if (behaviour.Issuer is { } issuer)
        {
            context.Response.Iss = issuer.Length is 0 ? null : issuer;
        }

        return ValueTask.CompletedTask;
    }
}
