using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Secrets;

/// <summary>The parameters that give a key or a certificate; only one of them may be used at a time.</summary>
internal sealed record KeyParameters
{
    public X509Certificate2? Certificate { get; init; }

    public string? CertificateFile { get; init; }

    public SecureString? CertificatePassword { get; init; }

    public string? CertificateThumbprint { get; init; }

    public SecureString? PrivateKey { get; init; }

    public string? PrivateKeyFile { get; init; }

    public SecureString? PrivateKeyPassword { get; init; }

    /// <summary>Reads the key or certificate; null if none was given.</summary>
    /// <exception cref="OAuth2MailException">It cannot be read, or there are several.</exception>
    public ClientKey? Read(PSCmdlet cmdlet)
    {
        int given = new object?[] { Certificate, CertificateFile, CertificateThumbprint, PrivateKey, PrivateKeyFile }
            .Count(parameter => parameter is not null);
        if (given > 1)
        {
            throw new OAuth2MailException(
                "ParameterConflict", FailureKind.InvalidArgument, "Give only one key or certificate, and only once.");
        }

        return this switch
        {
            { Certificate: X509Certificate2 certificate } => ClientKey.FromCertificate(certificate),
            { CertificateFile: string file } => ClientKey.FromCertificateFile(
                SecretFile.ReadBytes(cmdlet, file, "-CertificateFile"), SecureStringText.Read(CertificatePassword)),
            { CertificateThumbprint: string thumbprint } => ClientKey.FromStore(thumbprint),
            { PrivateKey: SecureString key } => ClientKey.FromPrivateKey(SecureStringText.Read(key), SecureStringText.Read(PrivateKeyPassword)),
            { PrivateKeyFile: string file } => ClientKey.FromPrivateKey(
                SecretFile.ReadText(cmdlet, file, "-PrivateKeyFile"), SecureStringText.Read(PrivateKeyPassword)),
            _ => null,
        };
    }

    /// <summary>Does not reveal the key.</summary>
    public override string ToString() => nameof(KeyParameters);
}
