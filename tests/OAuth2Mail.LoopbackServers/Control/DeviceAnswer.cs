using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Control;

/// <summary>A user's answer to a device's code.</summary>
internal sealed record DeviceAnswer(string UserCode, bool Declines = false, string? User = null)
{
    public Task GiveAsync(AuthorizationServer server, CancellationToken cancellationToken) => Declines
        ? server.DeclineDeviceAsync(UserCode, cancellationToken)
        : server.ApproveDeviceAsync(UserCode, User, cancellationToken);
}
