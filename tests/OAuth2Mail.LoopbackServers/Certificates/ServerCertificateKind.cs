namespace OAuth2Mail.LoopbackServers.Certificates;

/// <summary>What is right, or wrong, with a server certificate.</summary>
public enum ServerCertificateKind
{
    /// <summary>Issued by the test CA for localhost, 127.0.0.1 and ::1.</summary>
    Valid,

    /// <summary>As <see cref="Valid"/>, but it ended yesterday.</summary>
    Expired,

    /// <summary>Issued by the test CA for another host.</summary>
    WrongName,

    /// <summary>For the right names, but signed by itself.</summary>
    SelfSigned,
}
