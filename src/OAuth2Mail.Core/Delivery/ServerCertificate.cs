namespace OAuth2Mail.Delivery;

/// <summary>A certificate that a server showed.</summary>
/// <param name="Subject">Whom it is issued for.</param>
/// <param name="Issuer">Who issued it.</param>
/// <param name="NotAfter">When it expires.</param>
/// <param name="Revocation">What is known of its revocation, in words.</param>
internal sealed record ServerCertificate(string Subject, string Issuer, DateTimeOffset NotAfter, string Revocation);
