namespace OAuth2Mail;

/// <summary>How strictly the revocation status of the SMTP server's certificate is checked.</summary>
public enum CertificateRevocation
{
    /// <summary>A revoked certificate fails; a revocation list that cannot be reached does not.</summary>
    BestEffort,

    /// <summary>Revocation is not checked.</summary>
    None,

    /// <summary>A certificate whose revocation status cannot be determined fails.</summary>
    Required,
}
