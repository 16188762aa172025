using System.Management.Automation;
using System.Security;
using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Secrets;

namespace OAuth2Mail.Cmdlets;

/// <content>S/MIME: who signs, and who can read it.</content>
public sealed partial class SendOAuth2MailMessage
{
    // A mail merge signs with the same key again and again.
    private readonly Dictionary<string, SigningIdentity> _signers = new(StringComparer.Ordinal);

    /// <summary>
    /// Signs the message (S/MIME) with a certificate and its private key: a certificate object, a .pfx or .pem file, a
    /// thumbprint, or a path on the Cert: drive.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [MustArrive]
    [FileSystemPathTransformation]
    public CertificateReference? SigningCertificate { get; set; }

    /// <summary>The password of the file that <c>-SigningCertificate</c> names.</summary>
    [Parameter(ParameterSetName = Compose)]
    public SecureString? SigningCertificatePassword { get; set; }

    /// <summary>
    /// Encrypts the message (S/MIME) for the owners of these certificates: certificate objects, .cer, .crt, .der, .pem or
    /// .p7b files (wildcards are resolved), thumbprints, or paths on the Cert: drive.
    /// </summary>
    [Parameter(ParameterSetName = Compose, ValueFromPipelineByPropertyName = true)]
    [MustArrive]
    [FileSystemPathTransformation]
    public CertificateReference[]? EncryptFor { get; set; }

    private MessageSecurity? ReadSecurity()
    {
        CertificateReference[] readers = [.. (EncryptFor ?? []).Where(reference => reference is { IsBlank: false })];
        CertificateReference? signer = SigningCertificate is { IsBlank: false } ? SigningCertificate : null;
        Require(nameof(SigningCertificate), signer is not null);
        Require(nameof(EncryptFor), readers.Length > 0);
        if (signer is null && readers.Length == 0)
        {
            return null;
        }

        var security = new MessageSecurity(signer is null ? null : GetSigner(signer), [.. readers.SelectMany(ReadCertificates)]);
        security.Check(TimeProvider.System.GetUtcNow());
        return security;
    }

    // Unlike other parameters: a gap in a list must not send in the open what was meant to be encrypted.
    private void Require(string parameter, bool isGiven)
    {
        if (!isGiven && MyInvocation.BoundParameters.ContainsKey(parameter))
        {
            throw new OAuth2MailException(
                "CertificateMissing",
                FailureKind.InvalidArgument,
                $"-{parameter} names no certificate. Nothing was sent.",
                "Name one, or leave the parameter out to send the message without it.");
        }
    }

    private SigningIdentity GetSigner(CertificateReference reference)
    {
        if (!_signers.TryGetValue(reference.Text, out SigningIdentity? signer))
        {
            _signers.Add(reference.Text, signer = ReadSigner(reference));
        }

        return signer;
    }

    private SigningIdentity ReadSigner(CertificateReference reference) =>
        reference.Certificate is not null ? SigningIdentity.Of(reference.Certificate)
        : StoredCertificate.IsReference(reference.Text) ? SigningIdentity.FromStore(reference.Text)
        : SigningIdentity.FromFile(
            SecretFile.ReadBytes(this, ResolveOne(reference.Text, "CertificateNotFound"), "-SigningCertificate"),
            SigningCertificatePassword is null ? null : SecureStringText.Read(SigningCertificatePassword));

    private IEnumerable<MailCertificate> ReadCertificates(CertificateReference reference) =>
        reference.Certificate is not null ? [MailCertificate.Of(reference.Certificate)]
        : StoredCertificate.IsReference(reference.Text) ? [StoredCertificate.FindForReader(reference.Text)]
        : FilePaths.Resolve(SessionState, reference.Text, "CertificateNotFound")
            .SelectMany(file => CertificateFile.Read(SecretFile.ReadBytes(this, file, "-EncryptFor"), file));
}
