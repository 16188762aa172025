namespace OAuth2Mail;

/// <summary>What sort of failure an <see cref="OAuth2MailException"/> is; the cmdlets map it to an error category.</summary>
public enum FailureKind
{
    /// <summary>A parameter, or a combination of parameters, is wrong.</summary>
    InvalidArgument,

    /// <summary>Something that was named does not exist.</summary>
    NotFound,

    /// <summary>Something of that name exists already.</summary>
    AlreadyExists,

    /// <summary>Stored or received data cannot be understood.</summary>
    InvalidData,

    /// <summary>The provider did not accept who we say we are, or consent is missing.</summary>
    Authentication,

    /// <summary>The provider knows us and does not allow it.</summary>
    PermissionDenied,

    /// <summary>A server or vault cannot be reached, or broke off.</summary>
    Connection,

    /// <summary>Nothing came within the time allowed.</summary>
    Timeout,

    /// <summary>Going on would be unsafe: no TLS, a certificate or a state that does not match.</summary>
    Security,

    /// <summary>A limit of the provider or the vault is exceeded.</summary>
    LimitExceeded,

    /// <summary>The resource is there and cannot be used now: a locked vault, a lock that is held.</summary>
    Unavailable,

    /// <summary>The server refused the message.</summary>
    Rejected,

    /// <summary>The other side cannot do what is asked.</summary>
    NotSupported,
}
