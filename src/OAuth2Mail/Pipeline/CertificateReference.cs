using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail;

/// <summary>
/// A certificate as a user names it: an object, a file, a thumbprint, or a path on the <c>Cert:</c> drive. PowerShell converts
/// a string or a certificate to one by itself.
/// </summary>
public sealed class CertificateReference
{
    /// <summary>Names a certificate.</summary>
    /// <param name="text">A file's path, a thumbprint, or a path on the <c>Cert:</c> drive.</param>
    public CertificateReference(string text) => Text = text;

    /// <summary>Takes a certificate object, such as Get-Item returns it on the <c>Cert:</c> drive.</summary>
    /// <param name="certificate">The certificate.</param>
    public CertificateReference(X509Certificate2 certificate)
    {
        Certificate = certificate;
        Text = certificate.Thumbprint;
    }

    internal X509Certificate2? Certificate { get; }

    internal string Text { get; }

    internal bool IsBlank => string.IsNullOrWhiteSpace(Text);

    /// <summary>The text that the user gave, or the thumbprint.</summary>
    public override string ToString() => Text;
}
