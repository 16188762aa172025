namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>The steps of an SMTP conversation at which something can be made to go wrong.</summary>
public enum SmtpCommand
{
    /// <summary>The greeting, before the client has said anything.</summary>
    Greeting,

    /// <summary>EHLO or HELO.</summary>
    Hello,

    /// <summary>STARTTLS.</summary>
    StartTls,

    /// <summary>The AUTH command itself, before a token is looked at.</summary>
    Auth,

    /// <summary>The verdict on a token. A reply here refuses it with the mechanism's own challenge first.</summary>
    Token,

    /// <summary>MAIL FROM.</summary>
    MailFrom,

    /// <summary>RCPT TO.</summary>
    RcptTo,

    /// <summary>DATA, before the message.</summary>
    Data,

    /// <summary>The reply to the whole message.</summary>
    Message,

    /// <summary>RSET.</summary>
    Reset,

    /// <summary>NOOP.</summary>
    Noop,

    /// <summary>QUIT.</summary>
    Quit,

    /// <summary>Anything else.</summary>
    Unknown,
}
