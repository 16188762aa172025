using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>How an <see cref="SmtpServer"/> starts and behaves.</summary>
public sealed record SmtpServerOptions
{
    /// <summary>The certificate of both listeners.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>Who says whether a token is good.</summary>
    public required ITokenValidator Tokens { get; init; }

    /// <summary>The SASL mechanisms that EHLO names, and that are accepted.</summary>
    public IReadOnlyList<string> Mechanisms { get; init; } = ["XOAUTH2", "OAUTHBEARER"];

    /// <summary>Scopes of which a token must have one.</summary>
    public IReadOnlyList<string> AcceptedScopes { get; init; } =
    [
        "https://outlook.office.com/SMTP.Send",
        "https://outlook.office365.com/.default",
        "https://mail.google.com/",
        "smtp",
    ];

    /// <summary>The scope that a refusal asks for.</summary>
    public string ChallengeScope { get; init; } = "https://mail.google.com/";

    /// <summary>The reply to a token that is not good.</summary>
    public string RefusedTokenReply { get; init; } =
        "535 5.7.8 Username and Password not accepted. See https://support.google.com/mail/?p=BadCredentials";

    /// <summary>The reply to MAIL FROM before AUTH.</summary>
    public string AuthenticationRequiredReply { get; init; } =
        "530 5.7.57 Client not authenticated to send mail. [LOOPBACK.TEST]";

    /// <summary>
    /// The extensions that EHLO names beside STARTTLS and AUTH; parameters of others are refused. CHUNKING is not among the usual
    /// ones, but BDAT is taken where it is.
    /// </summary>
    public IReadOnlyList<string> Extensions { get; init; } =
        ["PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "DSN"];

    /// <summary>Whether STARTTLS is offered on the plain listener.</summary>
    public bool OffersStartTls { get; init; } = true;

    /// <summary>Whether AUTH is offered, and taken, without TLS: what a client must not fall for.</summary>
    public bool OffersAuthWithoutTls { get; init; }

    /// <summary>The largest message in bytes, as SIZE says.</summary>
    public long MaxMessageSize { get; init; } = 36_700_160;

    /// <summary>Recipients a message may have; more are answered 452 4.5.3.</summary>
    public int MaxRecipients { get; init; } = 1000;

    /// <summary>Messages a connection may deliver before it is closed with 421.</summary>
    public int? MaxMessagesPerConnection { get; init; }

    /// <summary>Connections that may send at the same time; more are answered 432 4.3.2 at MAIL FROM.</summary>
    public int? MaxConnections { get; init; }

    /// <summary>Keep the bytes of messages; otherwise only their length and hash.</summary>
    public bool KeepsContent { get; init; } = true;
}
