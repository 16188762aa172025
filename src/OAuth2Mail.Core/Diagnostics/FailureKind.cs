namespace OAuth2Mail;

/// <summary>What sort of failure an <see cref="OAuth2MailException"/> is; the cmdlets map it to an error category.</summary>
public enum FailureKind
{
    /// <summary>A parameter, or a combination of parameters, is wrong.</summary>
    InvalidArgument,

    /// <summary>Something that was named does not exist.</summary>
    NotFound,

    /// <summary>Something with that name already exists.</summary>
    AlreadyExists,

    /// <summary>Stored or received data cannot be understood.</summary>
    InvalidData,

    /// <summary>The provider did not accept who we say we are, or consent is missing.</summary>
    Authentication,

    /// <summary>The provider knows who we are, but does not allow it.</summary>
    PermissionDenied,

    /// <summary>A server or vault cannot be reached, or the connection broke.</summary>
    Connection,

    /// <summary>There was no answer within the time allowed.</summary>
    Timeout,

    /// <summary>Going on would be unsafe: no TLS, a certificate or a state that does not match.</summary>
    Security,

    /// <summary>A limit of the provider or the vault is exceeded.</summary>
    LimitExceeded,

    /// <summary>The resource exists, but cannot be used now: a locked vault, a lock that is held.</summary>
    Unavailable,

    /// <summary>The server refused the message.</summary>
    Rejected,

    /// <summary>The other side cannot do what is asked.</summary>
    NotSupported,
}
