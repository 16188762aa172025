using System.Globalization;
using OAuth2Mail.LoopbackServers.Providers;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>Shapes what comes out of the token, device and introspection endpoints.</summary>
internal sealed class TokenResponseHandler(TokenResponseBehaviour behaviour, AuthorizationServerOptions options)
    : IOpenIddictServerHandler<ProcessSignInContext>,
      IOpenIddictServerHandler<ApplyTokenResponseContext>,
      IOpenIddictServerHandler<ApplyDeviceAuthorizationResponseContext>,
      IOpenIddictServerHandler<HandleIntrospectionRequestContext>
{
    /// <summary>Keeps the refresh token out of OpenIddict's sight, which would otherwise redeem it.</summary>
    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        if (KeepsRefreshToken(context)
            && context.Transaction.GetProperty<ProcessAuthenticationContext>(typeof(ProcessAuthenticationContext).FullName!)
                is { RefreshTokenPrincipal: { } presented })
        {
            presented.SetTokenId(null);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyTokenResponseContext context)
    {
        if (context.Response.ExpiresIn is { } seconds)
        {
            switch (behaviour.ExpiresIn)
            {
                case ExpiresInForm.Absent:
                    context.Response.RemoveParameter(Parameters.ExpiresIn);
                    break;
                case ExpiresInForm.Text:
                    context.Response.SetParameter(Parameters.ExpiresIn, seconds.ToString(CultureInfo.InvariantCulture));
                    break;
            }
        }

        if (behaviour.RefreshTokenExpiresIn is { } lifetime && context.Response.RefreshToken is not null)
        {
            context.Response.SetParameter("refresh_token_expires_in", lifetime);
        }

        if (KeepsRefreshToken(context))
        {
            context.Response.RefreshToken = null;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyDeviceAuthorizationResponseContext context)
    {
        if (context.Response.DeviceCode is not null)
        {
            context.Response.SetParameter("interval", options.DevicePollingInterval);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>OpenIddict tells these to a token's audience alone; the mail server is everybody's.</summary>
    public ValueTask HandleAsync(HandleIntrospectionRequestContext context)
    {
        context.Username = context.GenericTokenPrincipal.GetClaim(Claims.Name);
        context.Scopes.UnionWith(context.GenericTokenPrincipal.GetScopes());
        return ValueTask.CompletedTask;
    }

    private bool KeepsRefreshToken(BaseContext context)
        => context.Transaction is { EndpointType: OpenIddictServerEndpointType.Token, Request: { } request }
            && request.IsRefreshTokenGrantType()
            && (behaviour.KeepRefreshToken || ProviderResponses.IsGoogle(context));
}
