namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>Where in which conversation a fault could strike.</summary>
/// <param name="Command">The step.</param>
/// <param name="Argument">The rest of the command line, such as <c>TO:&lt;pat@contoso.test&gt;</c>; never credentials.</param>
/// <param name="ConnectionId">The connection, counted from 1.</param>
/// <param name="UserName">The authenticated user.</param>
/// <param name="MessagesBefore">How many messages this connection has delivered.</param>
public sealed record SmtpFaultSite(
    SmtpCommand Command, string Argument, int ConnectionId, string? UserName, int MessagesBefore);
