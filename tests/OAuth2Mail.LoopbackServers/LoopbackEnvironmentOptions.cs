using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Smtp;

namespace OAuth2Mail.LoopbackServers;

/// <summary>How a <see cref="LoopbackEnvironment"/> differs from the usual one.</summary>
public sealed record LoopbackEnvironmentOptions
{
    /// <summary>What is wrong with the SMTP server's certificate, if anything.</summary>
    public ServerCertificateKind SmtpCertificate { get; init; }

    /// <summary>Changes the authorization server's options.</summary>
    public Func<AuthorizationServerOptions, AuthorizationServerOptions> Authorization { get; init; } = static options => options;

    /// <summary>Changes the SMTP server's options.</summary>
    public Func<SmtpServerOptions, SmtpServerOptions> Smtp { get; init; } = static options => options;
}
