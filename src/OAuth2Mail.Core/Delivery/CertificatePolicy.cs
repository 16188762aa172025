using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Delivery;

/// <summary>Decides whether an SMTP server's certificate is good. There is no way to turn verification off.</summary>
internal sealed class CertificatePolicy(SmtpSettings settings, IDiagnosticSink diagnostics)
{
    // The chain's problems overlap: an unknown issuer also causes an unknown revocation status, and more. The first of these
    // that is present is the reason.
    private static readonly X509ChainStatusFlags[] s_chainProblems =
    [
        X509ChainStatusFlags.Revoked,
        X509ChainStatusFlags.NotTimeValid,
        X509ChainStatusFlags.UntrustedRoot,
        X509ChainStatusFlags.PartialChain,
    ];

    /// <summary>Why the last certificate was refused; null where it was accepted.</summary>
    public CertificateRefusal? Refusal { get; private set; }

    /// <summary>The last certificate that was shown.</summary>
    public ServerCertificate? Certificate { get; private set; }

    /// <summary>Whether revocation is checked at all.</summary>
    public bool ChecksRevocation =>
        settings.CertificateRevocation != CertificateRevocation.None && settings.CertificateThumbprint is null;

    /// <summary>A <see cref="RemoteCertificateValidationCallback"/>.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = settings.CertificateThumbprint is string pinned
            ? ComparePin(certificate, pinned)
            : Judge(chain, errors);
        Certificate = Describe(certificate, chain);
        return Refusal is null;
    }

    /// <summary>Hexadecimal digits without separators, upper case; null where it is neither SHA-1 nor SHA-256.</summary>
    public static string? NormalizeThumbprint(string thumbprint)
    {
        string digits = new(thumbprint.Where(c => c is not (':' or ' ' or '-' or '\u200e')).ToArray());
        return digits.Length is 40 or 64 && digits.All(Uri.IsHexDigit) ? digits.ToUpperInvariant() : null;
    }

    private ServerCertificate? Describe(X509Certificate? certificate, X509Chain? chain)
    {
        if (certificate is null)
        {
            return null;
        }

        using var shown = new X509Certificate2(certificate);
        string revocation = !ChecksRevocation
            ? settings.CertificateThumbprint is null ? "not checked, as the profile says" : "not checked, because the certificate is pinned"
            : (chain?.ChainStatus ?? []).Any(IsOfUnknownRevocation) ? "cannot be determined from here"
            : "not revoked";
        return new ServerCertificate(
            ServerWords.SingleLine(shown.Subject), ServerWords.SingleLine(shown.Issuer), new DateTimeOffset(shown.NotAfter), revocation);
    }

    private static CertificateRefusal? ComparePin(X509Certificate? certificate, string pinned)
    {
        if (certificate is null)
        {
            return Missing;
        }

        using var shown = new X509Certificate2(certificate);
        using var sha256 = SHA256.Create();
        string actual = pinned.Length == 40
            ? shown.Thumbprint
            : BitConverter.ToString(sha256.ComputeHash(shown.RawData)).Replace("-", "");
        return string.Equals(actual, pinned, StringComparison.OrdinalIgnoreCase)
            ? null
            : new CertificateRefusal("ThumbprintMismatch", $"its thumbprint is {actual}, but the profile is pinned to {pinned}");
    }

    private static CertificateRefusal Missing => new(nameof(SslPolicyErrors.RemoteCertificateNotAvailable), "the server sent none");

    private CertificateRefusal? Judge(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        X509ChainStatus[] problems = chain?.ChainStatus ?? [];
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors
            && settings.CertificateRevocation == CertificateRevocation.BestEffort
            && problems.Length > 0
            && problems.All(IsOfUnknownRevocation))
        {
            diagnostics.Verbose("The certificate's revocation status could not be determined; continuing (best effort).");
            return null;
        }

        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable) ? Missing
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? new CertificateRefusal(
                nameof(SslPolicyErrors.RemoteCertificateNameMismatch), $"it is not issued for '{settings.Server}'")
            : OfChain(problems);
    }

    private static CertificateRefusal OfChain(X509ChainStatus[] problems)
    {
        foreach (X509ChainStatusFlags problem in s_chainProblems)
        {
            X509ChainStatus found = problems.FirstOrDefault(p => (p.Status & problem) != 0);
            if (found.Status != X509ChainStatusFlags.NoError)
            {
                return new CertificateRefusal(problem.ToString(), Words(found));
            }
        }

        X509ChainStatus other = problems.FirstOrDefault(p => !IsOfUnknownRevocation(p));
        return other.Status != X509ChainStatusFlags.NoError
            ? new CertificateRefusal("OtherCertificateProblem", Words(other))
            : new CertificateRefusal(
                nameof(X509ChainStatusFlags.RevocationStatusUnknown),
                "its revocation status cannot be determined, but the profile requires it");
    }

    private static string Words(X509ChainStatus problem) => problem.StatusInformation.Trim().TrimEnd('.');

    private static bool IsOfUnknownRevocation(X509ChainStatus problem) =>
        problem.Status is X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation;
}
