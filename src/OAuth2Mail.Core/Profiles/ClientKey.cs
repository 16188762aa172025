using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Pkcs;
using Org.BouncyCastle.Security;

namespace OAuth2Mail.Profiles;

/// <summary>
/// What a client signs with, in the form in which a profile keeps it: a bare key, a certificate with its key, or the
/// thumbprint of a certificate whose key cannot leave the machine's store.
/// </summary>
internal sealed class ClientKey
{
    private ClientKey(string? privateKey, string? certificate, string? thumbprint, DateTimeOffset? expiresOn, int? rsaBits)
    {
        RsaBits = rsaBits;
        PrivateKey = privateKey;
        Certificate = certificate;
        Thumbprint = thumbprint;
        ExpiresOn = expiresOn;
    }

    /// <summary>PKCS#8 in base64.</summary>
    public string? PrivateKey { get; }

    /// <summary>PKCS#12 in base64, without a password.</summary>
    public string? Certificate { get; }

    public string? Thumbprint { get; }

    /// <summary>The size of an RSA key; null for an EC key.</summary>
    public int? RsaBits { get; }

    /// <summary>When the certificate expires.</summary>
    public DateTimeOffset? ExpiresOn { get; }

    /// <summary>Reads a private key: PEM (PKCS#1, SEC 1, PKCS#8, encrypted PKCS#8) or JWK (RFC 7517).</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="password">For an encrypted key.</param>
    /// <exception cref="OAuth2MailException">It is none of these, or the password does not fit.</exception>
    public static ClientKey FromPrivateKey(string text, string? password)
    {
        AsymmetricKeyParameter key = text.TrimStart().StartsWith("{", StringComparison.Ordinal)
            ? JsonWebKeyReader.Read(text)
            : PemReader.Read(text, password).Key ?? throw Unreadable("it holds no private key");
        using AsymmetricAlgorithm opened = SigningKey.Open(key);
        return new ClientKey(
            Convert.ToBase64String(PrivateKeyInfoFactory.CreatePrivateKeyInfo(key).GetDerEncoded()),
            null,
            null,
            null,
            opened is RSA ? opened.KeySize : null);
    }

    /// <summary>Reads a certificate with its private key from the bytes of a PFX (PKCS#12) or PEM file.</summary>
    /// <exception cref="OAuth2MailException">It is neither, has no private key, or the password does not fit.</exception>
    public static ClientKey FromCertificateFile(byte[] file, string? password)
    {
        X509Certificate2[] certificates = [.. ReadCertificates(file, password).OfType<X509Certificate2>()];
        try
        {
            return FromCertificate(certificates.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? certificates[0]);
        }
        finally
        {
            Array.ForEach(certificates, certificate => certificate.Dispose());
        }
    }

    /// <summary>Reads all certificates of a PFX (PKCS#12) or PEM file, the first one's private key with it.</summary>
    /// <exception cref="OAuth2MailException">It is neither, or holds none, or the password does not fit.</exception>
    public static X509Certificate2Collection ReadCertificates(byte[] file, string? password)
    {
        string text = System.Text.Encoding.ASCII.GetString(file);
        bool isPem = text.Contains("-----BEGIN ");
        try
        {
            X509Certificate2Collection certificates = isPem
                ? ClientCertificateStore.OpenAll(ToPkcs12(text, password), password: "")
                : ClientCertificateStore.OpenAll(file, password);
            if (certificates.Count == 0)
            {
                throw Unreadable("it holds no certificate");
            }

            return certificates.OfType<X509Certificate2>().FirstOrDefault(certificate => certificate.HasPrivateKey) is { } first
                && !KeyPair.Fits(first) ? throw Mismatch(first.Subject) : certificates;
        }
        catch (Exception e) when (e is not OAuth2MailException)
        {
            // Any exception: the library has one for every kind of damage.
            throw Unreadable("it is not a PFX (PKCS#12) or PEM file, or the password is wrong");
        }
    }

    /// <summary>Takes a certificate as PowerShell has it; a key that cannot be exported stays in its store.</summary>
    /// <exception cref="OAuth2MailException">It has no private key.</exception>
    public static ClientKey FromCertificate(X509Certificate2 certificate)
    {
        try
        {
            if (!certificate.HasPrivateKey)
            {
                throw WithoutKey(certificate.Subject);
            }

            SigningKey.Check(certificate);
        }
        catch (CryptographicException)
        {
            throw Unreadable("the certificate was closed, or is empty");
        }

        try
        {
            return Of(certificate, Convert.ToBase64String(certificate.Export(X509ContentType.Pkcs12)), thumbprint: null);
        }
        catch (CryptographicException)
        {
            return FromStore(certificate.Thumbprint);
        }
    }

    /// <summary>Refers to a certificate in the user's or the machine's store (Personal).</summary>
    /// <exception cref="OAuth2MailException">It is not there, or without its private key.</exception>
    public static ClientKey FromStore(string thumbprint)
    {
        using X509Certificate2 certificate = ClientCertificateStore.Find(thumbprint);
        SigningKey.Check(certificate);
        return Of(certificate, pkcs12: null, certificate.Thumbprint);
    }

    /// <summary>Does not reveal the key.</summary>
    public override string ToString() => nameof(ClientKey);

    private static byte[] ToPkcs12(string pem, string? password)
    {
        (AsymmetricKeyParameter? key, IReadOnlyList<Org.BouncyCastle.X509.X509Certificate> chain) =
            PemReader.Read(pem, password);
        if (chain.Count == 0)
        {
            throw Unreadable("it holds no certificate");
        }

        if (key is null)
        {
            throw WithoutKey(chain[0].SubjectDN.ToString());
        }

        Pkcs12Store store = new Pkcs12StoreBuilder().Build();
        Org.BouncyCastle.X509.X509Certificate own = chain.FirstOrDefault(certificate => KeyPair.Fits(certificate.GetPublicKey(), key))
            ?? throw Mismatch(chain[0].SubjectDN.ToString());
        store.SetKeyEntry(
            "client", new AsymmetricKeyEntry(key), [.. chain.Where(c => c != own).Prepend(own).Select(c => new X509CertificateEntry(c))]);
        using var buffer = new MemoryStream();
        store.Save(buffer, [], new SecureRandom());
        return buffer.ToArray();
    }

    private static ClientKey Of(X509Certificate2 certificate, string? pkcs12, string? thumbprint) =>
        new(null, pkcs12, thumbprint, new DateTimeOffset(certificate.NotAfter), SigningKey.RsaBits(certificate));

    private static OAuth2MailException WithoutKey(string subject) => new(
        "CertificateWithoutKey",
        FailureKind.InvalidArgument,
        $"The certificate '{subject}' has no private key, so it cannot sign anything.",
        "Export it again with its private key (.pfx), or append the key to the PEM file.");

    private static OAuth2MailException Mismatch(string subject) => new(
        "CertificateKeyMismatch",
        FailureKind.InvalidArgument,
        $"The private key does not belong to the certificate '{subject}': nobody could verify what it signs.",
        "Give the certificate with the key that it was requested with.");

    private static OAuth2MailException Unreadable(string reason) => new(
        "ClientKeyUnreadable",
        FailureKind.InvalidArgument,
        $"The key or certificate cannot be used: {reason}.",
        "A key is a PEM file (PKCS#1, PKCS#8, EC) or a JWK; a certificate is a .pfx file, or a PEM file with its key.");
}
