namespace OAuth2Mail;

/// <summary>What happens when the revocation state of the SMTP server's certificate is asked for.</summary>
public enum CertificateRevocation
{
    /// <summary>A revoked certificate fails; a revocation list that cannot be reached does not.</summary>
    BestEffort,

    /// <summary>Revocation is not checked.</summary>
    None,

    /// <summary>A certificate whose revocation state cannot be learned fails.</summary>
    Required,
}
