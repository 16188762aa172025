using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;
using OAuth2Mail.Tokens;
using Org.BouncyCastle.Security;

namespace OAuth2Mail.Checks;

/// <summary>Checks what a profile proves its client's identity with, as far as that can be told from here.</summary>
internal static class CredentialCheck
{
    /// <exception cref="OAuth2MailException">It cannot be used at all.</exception>
    public static Finding Run(StoredProfile profile, DateTimeOffset now)
    {
        if (profile.OAuth.ManagedIdentity)
        {
            return new Finding("The managed identity of this machine: nothing is stored.");
        }

        if (profile.OAuth.FederatedTokenFile is string file)
        {
            FederatedToken.Read(file);
            return new Finding($"The federated token in '{file}' can be read.");
        }

        return profile.Secrets.Certificate is not null || profile.OAuth.CertificateThumbprint is not null
            ? OfCertificate(profile, now)
            : Judge(profile, Describe(profile), now);
    }

    private static Finding OfCertificate(StoredProfile profile, DateTimeOffset now)
    {
        using X509Certificate2 certificate = OpenCertificate(profile);
        if (!certificate.HasPrivateKey)
        {
            throw Unusable(profile, "has no private key");
        }

        string detail = string.Format(
            CultureInfo.CurrentCulture,
            "Certificate '{0}' ({1}) with its key, valid until {2:d}.",
            ServerWords.SingleLine(certificate.Subject),
            certificate.Thumbprint,
            certificate.NotAfter);
        return certificate.NotBefore > now.LocalDateTime
            ? new Finding(detail, "It is not valid yet: check this machine's clock.", CheckStatus.Failed)
            : Judge(
                profile with { Secrets = profile.Secrets with { ExpiresOn = new DateTimeOffset(certificate.NotAfter) } }, detail, now);
    }

    private static X509Certificate2 OpenCertificate(StoredProfile profile)
    {
        try
        {
            return ClientCertificateStore.Open(profile)!;
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw Unusable(profile, "cannot be opened");
        }
    }

    private static string Describe(StoredProfile profile)
    {
        if (profile.Secrets.PrivateKey is string key)
        {
            using AsymmetricAlgorithm opened = OpenKey(profile, key);
            return string.Format(
                CultureInfo.InvariantCulture, "Private key, {0} with {1} bits.", opened is RSA ? "RSA" : "EC", opened.KeySize);
        }

        string secret = profile.Secrets.ClientSecret is null ? "no secret (a public client)" : "client secret";
        string end = profile.Secrets.ExpiresOn is DateTimeOffset date
            ? string.Format(CultureInfo.CurrentCulture, ", valid until {0:d}", date.LocalDateTime)
            : profile.Secrets.ClientSecret is null ? "" : ", its end is not known (-ClientSecretExpires)";
        string password = profile.Secrets.Password is null ? "" : $"; password of '{profile.OAuth.ResourceOwner ?? profile.UserName}'";
        return $"Client '{profile.OAuth.ClientId}', {secret}{end}{password}.";
    }

    private static AsymmetricAlgorithm OpenKey(StoredProfile profile, string key)
    {
        try
        {
            return SigningKey.Open(PrivateKeyFactory.CreateKey(Convert.FromBase64String(key)));
        }
        catch (Exception e) when (e is not OAuth2MailException)
        {
            // Any exception: the library lets many kinds through for bytes that are no key.
            throw Unusable(profile, "cannot be opened");
        }
    }

    private static Finding Judge(StoredProfile profile, string detail, DateTimeOffset now) =>
        ExpiryNotice.OfCredential(profile, now) is not ExpiryNotice notice ? new Finding(detail)
        : new Finding(
            $"{notice.Message} {detail}",
            notice.Remedy,
            profile.Secrets.ExpiresOn <= now ? CheckStatus.Failed : CheckStatus.Warning);

    private static OAuth2MailException Unusable(StoredProfile profile, string flaw) => new(
        "ClientKeyUnreadable",
        FailureKind.InvalidData,
        $"The key or certificate of profile '{profile.Name}' {flaw}.",
        ProfileSubject.Of(profile).Credential);
}
