using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Delivery;

/// <summary>Decides whether an SMTP server's certificate is good. There is no way to turn verification off.</summary>
internal sealed class CertificatePolicy(SmtpSettings settings, IDiagnosticSink diagnostics)
{
    /// <summary>Why the last certificate was refused; null where it was accepted.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether revocation is asked for at all.</summary>
    public bool ChecksRevocation =>
        settings.CertificateRevocation != CertificateRevocation.None && settings.CertificateThumbprint is null;

    /// <summary>A <see cref="RemoteCertificateValidationCallback"/>.</summary>
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = settings.CertificateThumbprint is string pinned
            ? ComparePin(certificate, pinned)
            : Judge(chain, errors);
        return Refusal is null;
    }

    /// <summary>Hexadecimal digits without separators, upper case; null where it is neither SHA-1 nor SHA-256.</summary>
    public static string? NormalizeThumbprint(string thumbprint)
    {
        string digits = new(thumbprint.Where(c => c is not (':' or ' ' or '-' or '\u200e')).ToArray());
        return digits.Length is 40 or 64 && digits.All(Uri.IsHexDigit) ? digits.ToUpperInvariant() : null;
    }

    private static string? ComparePin(X509Certificate? certificate, string pinned)
    {
        if (certificate is null)
        {
            return "the server has no certificate";
        }

        using var shown = new X509Certificate2(certificate);
        using var sha256 = SHA256.Create();
        string actual = pinned.Length == 40
            ? shown.Thumbprint
            : BitConverter.ToString(sha256.ComputeHash(shown.RawData)).Replace("-", "");
        return string.Equals(actual, pinned, StringComparison.OrdinalIgnoreCase)
            ? null
            : $"its thumbprint is {actual}, and the profile is pinned to {pinned}";
    }

    private string? Judge(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
        {
            return null;
        }

        X509ChainStatus[] problems = chain?.ChainStatus ?? [];
        if (errors == SslPolicyErrors.RemoteCertificateChainErrors
            && settings.CertificateRevocation == CertificateRevocation.BestEffort
            && problems.Length > 0
            && problems.All(p => p.Status is X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation))
        {
            diagnostics.Verbose("The certificate's revocation state could not be learned; going on (best effort).");
            return null;
        }

        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            reasons.Add("the server has no certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add($"it is not made out to '{settings.Server}'");
        }

        reasons.AddRange(problems.Select(p => p.StatusInformation.Trim().TrimEnd('.')).Distinct());
        return string.Join("; ", reasons);
    }
}
