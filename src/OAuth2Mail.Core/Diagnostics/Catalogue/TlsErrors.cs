namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>Why a certificate or a TLS connection is refused, by the name that .NET has for it, the most important ones first.</summary>
internal static class TlsErrors
{
    private const string Pin =
        "pin a private relay's certificate with Set-OAuth2MailProfile -Name {profile} -ServerCertificateThumbprint <thumbprint>";

    private const string ChainStatus =
        "https://learn.microsoft.com/dotnet/api/system.security.cryptography.x509certificates.x509chainstatusflags";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("SmtpCertificateRefused", FailureKind.Security,
            "The server sent no certificate.",
            "Check -SmtpServer and -Port of profile '{profile}'.")
        {
            Codes = ["RemoteCertificateNotAvailable"],
            EndpointErrorId = "ProviderTlsFailed",
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "The certificate is issued for another name.",
            $"Use the name that it is issued for as -SmtpServer, or {Pin}.")
        {
            Codes = ["RemoteCertificateNameMismatch"],
            EndpointErrorId = "ProviderTlsFailed",
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "The CA has revoked the certificate.",
            "Ask the operator of the server, and do not use it.")
        {
            Codes = ["Revoked"],
            EndpointErrorId = "ProviderTlsFailed",
            Link = ChainStatus,
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "The certificate has expired, or is not valid yet.",
            $"Renew it on the server, check this machine's clock, or {Pin}.")
        {
            Codes = ["NotTimeValid"],
            EndpointErrorId = "ProviderTlsFailed",
            Link = ChainStatus,
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "This machine does not trust the CA that issued the certificate; something in between may inspect TLS.",
            $"Install the issuing CA's certificate on this machine, or {Pin}.")
        {
            Codes = ["UntrustedRoot", "PartialChain"],
            EndpointErrorId = "ProviderTlsFailed",
            Link = ChainStatus,
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "It cannot be found out whether the certificate was revoked, and the profile requires it.",
            "Let this machine reach the CA's revocation list, or choose -CertificateRevocation BestEffort, or " + Pin + ".")
        {
            Codes = ["RevocationStatusUnknown", "OfflineRevocation"],
            Link = ChainStatus,
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "The certificate is not the one that the profile is pinned to.",
            "If the server has a new certificate, pin that: Set-OAuth2MailProfile -Name {profile} -ServerCertificateThumbprint <thumbprint>.")
        {
            Codes = ["ThumbprintMismatch"],
        },
        new("SmtpCertificateRefused", FailureKind.Security,
            "Something else is wrong with the certificate.",
            $"Replace it on the server, or {Pin}.")
        {
            Codes = ["OtherCertificateProblem"],
            EndpointErrorId = "ProviderTlsFailed",
            Link = ChainStatus,
        },
        new("SmtpTlsFailed", FailureKind.Security,
            "The two sides cannot agree on TLS.",
            "Port 587 usually wants -Security StartTls, port 465 -Security ImplicitTls. TLS 1.2 or later has to be allowed on both sides.")
        {
            Codes = ["HandshakeFailed"],
            EndpointErrorId = "ProviderTlsFailed",
        },
        new("SmtpStartTlsNotOffered", FailureKind.Security,
            "The server does not offer STARTTLS, so that the token would travel in the clear.",
            "Check the server and port (587 for STARTTLS; 465 with -Security ImplicitTls), and whether something in between strips STARTTLS.")
        {
            Codes = ["StartTlsNotOffered"],
            Link = "https://www.rfc-editor.org/rfc/rfc8314#section-3.3",
        },
    ];
}
