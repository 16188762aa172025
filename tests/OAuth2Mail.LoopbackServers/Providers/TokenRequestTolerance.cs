using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace OAuth2Mail.LoopbackServers.Providers;

/// <summary>Takes what Entra and Google take, and OpenIddict, to the letter of the RFCs, refuses.</summary>
internal sealed class TokenRequestTolerance : IOpenIddictServerHandler<ExtractTokenRequestContext>
{
    public ValueTask HandleAsync(ExtractTokenRequestContext context)
    {
        if (context.Request is not { } request)
        {
            return ValueTask.CompletedTask;
        }

        // MSAL calls the grant by the name that it had in a draft.
        if (request.GrantType is "device_code")
        {
            request.GrantType = GrantTypes.DeviceCode;
        }

        // Both libraries repeat the scopes when they redeem a code.
        if (request.IsAuthorizationCodeGrantType() || request.IsDeviceCodeGrantType())
        {
            request.Scope = null;
        }

        return ValueTask.CompletedTask;
    }
}
