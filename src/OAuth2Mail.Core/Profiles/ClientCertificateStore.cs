using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.Profiles;

/// <summary>Opens client certificates: from a profile's own bytes, or from the user's or machine's store.</summary>
internal static class ClientCertificateStore
{
    // The key must not be left behind in the user's key folder; macOS has no alternative.
    private static X509KeyStorageFlags Storage => X509KeyStorageFlags.Exportable | (RuntimeInformation.IsOSPlatform(OSPlatform.OSX)
        ? X509KeyStorageFlags.DefaultKeySet
        : X509KeyStorageFlags.EphemeralKeySet);

    /// <summary>The certificate that a profile signs with; null where it has none.</summary>
    public static X509Certificate2? Open(StoredProfile profile) =>
        profile.Secrets.Certificate is string pkcs12 ? Open(Convert.FromBase64String(pkcs12), password: null)
        : profile.OAuth.CertificateThumbprint is string thumbprint ? Find(thumbprint)
        : null;

    public static X509Certificate2 Open(byte[] pkcs12, string? password)
    {
#pragma warning disable SYSLIB0057 // X509CertificateLoader does not exist on .NET 8 and .NET Framework
        return new X509Certificate2(pkcs12, password, Storage);
#pragma warning restore SYSLIB0057
    }

    /// <summary>Opens a certificate with the others beside it.</summary>
    public static X509Certificate2Collection OpenAll(byte[] pkcs12, string? password)
    {
        var certificates = new X509Certificate2Collection();
#pragma warning disable SYSLIB0057 // As above
        certificates.Import(pkcs12, password, Storage);
#pragma warning restore SYSLIB0057
        return certificates;
    }

    /// <exception cref="OAuth2MailException">No such certificate, or none with its private key.</exception>
    public static X509Certificate2 Find(string thumbprint)
    {
        string digits = new(thumbprint.Where(Uri.IsHexDigit).ToArray());
        return FindIn("My", StoreLocation.CurrentUser, digits, withKey: true)
            ?? FindIn("My", StoreLocation.LocalMachine, digits, withKey: true)
            ?? throw new OAuth2MailException(
                "CertificateNotFound",
                FailureKind.NotFound,
                $"Neither Cert:\\CurrentUser\\My nor Cert:\\LocalMachine\\My has a certificate '{thumbprint}' with a private key.",
                "Install it there for the account that runs this, or give the file with -CertificateFile.");
    }

    /// <summary>Looks for a certificate in one store; null where it is not there.</summary>
    /// <param name="name">The store's name.</param>
    /// <param name="location">The user's or the machine's.</param>
    /// <param name="thumbprint">SHA-1, 40 hexadecimal digits.</param>
    /// <param name="withKey">Whether it must have its private key.</param>
    public static X509Certificate2? FindIn(string name, StoreLocation location, string thumbprint, bool withKey)
    {
        using var store = new X509Store(name, location);
        try
        {
            store.Open(OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
        }
        catch (CryptographicException)
        {
            // Not every system has every store.
            return null;
        }

        return store.Certificates.Find(X509FindType.FindByThumbprint, thumbprint, validOnly: false)
            .OfType<X509Certificate2>().FirstOrDefault(certificate => certificate.HasPrivateKey || !withKey);
    }
}
