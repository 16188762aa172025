using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Messages;

/// <summary>Who signs messages: a certificate with its private key, and the certificates between it and its root.</summary>
internal sealed class SigningIdentity : IDisposable
{
    private readonly X509Certificate2? _owned;

    private SigningIdentity(X509Certificate2 certificate, X509Certificate2Collection others, bool isOwned)
    {
        if (!certificate.HasPrivateKey)
        {
            throw new OAuth2MailException(
                "CertificateWithoutKey",
                FailureKind.InvalidArgument,
                $"The certificate '{certificate.Subject}' has no private key, so it cannot sign anything.",
                "Give the certificate with its key: from a .pfx file, a PEM file with both, or a store.");
        }

        Certificate = MailCertificate.Of(certificate);
        Signature = new PrivateKeySignature(certificate);
        Intermediates = [.. FindIntermediates(certificate, others)];
        _owned = isOwned ? certificate : null;
    }

    public MailCertificate Certificate { get; }

    public PrivateKeySignature Signature { get; }

    /// <summary>What a reader needs to build the chain to a root that it trusts.</summary>
    public IReadOnlyList<MailCertificate> Intermediates { get; }

    /// <summary>Takes a certificate object, which remains the caller's.</summary>
    /// <exception cref="OAuth2MailException">It has no private key, or one of an unknown kind.</exception>
    public static SigningIdentity Of(X509Certificate2 certificate) => new(certificate, [], isOwned: false);

    /// <summary>Takes a certificate from a store of this machine.</summary>
    /// <param name="reference">Its thumbprint, or its path on PowerShell's <c>Cert:</c> drive.</param>
    /// <exception cref="OAuth2MailException">It is not there, or without its private key.</exception>
    public static SigningIdentity FromStore(string reference) => Take(StoredCertificate.Find(reference, withKey: true), []);

    /// <summary>Reads a certificate with its private key from the bytes of a PFX (PKCS#12) or PEM file.</summary>
    /// <exception cref="OAuth2MailException">It is neither, has no private key, or the password is wrong.</exception>
    public static SigningIdentity FromFile(byte[] file, string? password)
    {
        try
        {
            X509Certificate2Collection all = ClientKey.ReadCertificates(file, password);
            X509Certificate2[] certificates = [.. all.OfType<X509Certificate2>()];
            return Take(certificates.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? certificates.First(), all);
        }
        catch (OAuth2MailException e) when (e.ErrorId == "ClientKeyUnreadable")
        {
            throw new OAuth2MailException(
                "SigningCertificateUnreadable",
                FailureKind.InvalidArgument,
                $"-SigningCertificate: {e.Message}",
                "Give a .pfx file, or a PEM file with certificate and key, and its password with -SigningCertificatePassword.");
        }
    }

    /// <summary>Does not reveal the key.</summary>
    public override string ToString() => Certificate.ToString();

    /// <summary>Releases a key that was read from a file.</summary>
    public void Dispose() => _owned?.Dispose();

    private static SigningIdentity Take(X509Certificate2 certificate, X509Certificate2Collection others)
    {
        try
        {
            return new SigningIdentity(certificate, others, isOwned: true);
        }
        catch
        {
            certificate.Dispose();
            throw;
        }
    }

    // The root is left out: a reader trusts its own copy or none.
    private static List<MailCertificate> FindIntermediates(X509Certificate2 certificate, X509Certificate2Collection others)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange(others);
#if NET
        chain.ChainPolicy.DisableCertificateDownloads = true;
#endif
        try
        {
            // Whether it leads to a root that this machine trusts does not matter.
            chain.Build(certificate);
        }
        catch (CryptographicException)
        {
            return [];
        }

        return [.. chain.ChainElements.OfType<X509ChainElement>().Skip(1).Select(element => element.Certificate)
            .Where(element => element.SubjectName.Name != element.IssuerName.Name).Select(MailCertificate.Of)];
    }
}
