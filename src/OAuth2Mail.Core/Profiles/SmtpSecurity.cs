namespace OAuth2Mail;

/// <summary>How the SMTP connection is encrypted. There is no unencrypted choice: a token never travels in the clear.</summary>
public enum SmtpSecurity
{
    /// <summary>STARTTLS before anything else (RFC 3207), usually on port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314), usually on port 465.</summary>
    ImplicitTls,
}
