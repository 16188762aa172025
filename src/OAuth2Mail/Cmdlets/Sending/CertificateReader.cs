using OAuth2Mail.Messages;
using OAuth2Mail.Pipeline;
using OAuth2Mail.Secrets;

namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>The certificates that sign and encrypt a message (S/MIME), as the parameters name them.</summary>
/// <param name="cmdlet">The cmdlet that has the parameters.</param>
internal sealed class CertificateReader(SendOAuth2MailMessage cmdlet) : IDisposable
{
    // A mail merge signs with the same key again and again.
    private readonly Dictionary<string, SigningIdentity> _signers = new(StringComparer.Ordinal);

    /// <returns>Null for a message that is neither signed nor encrypted.</returns>
    /// <exception cref="OAuth2MailException">A certificate is missing, or is not for this use.</exception>
    public MessageSecurity? Read()
    {
        CertificateReference[] readers = [.. (cmdlet.EncryptFor ?? []).Where(reference => reference is { IsBlank: false })];
        CertificateReference? signer = cmdlet.SigningCertificate is { IsBlank: false } ? cmdlet.SigningCertificate : null;
        Require(nameof(cmdlet.SigningCertificate), signer is not null);
        Require(nameof(cmdlet.EncryptFor), readers.Length > 0);
        if (signer is null && readers.Length == 0)
        {
            return null;
        }

        var security = new MessageSecurity(signer is null ? null : GetSigner(signer), [.. readers.SelectMany(ReadCertificates)]);
        security.Check(TimeProvider.System.GetUtcNow());
        return security;
    }

    /// <summary>Closes the signers' private keys.</summary>
    public void Dispose()
    {
        foreach (SigningIdentity signer in _signers.Values)
        {
            signer.Dispose();
        }
    }

    // Unlike other parameters: because of an empty column, a message that was meant to be encrypted must not be sent unencrypted.
    private void Require(string parameter, bool isGiven)
    {
        if (!isGiven && cmdlet.MyInvocation.BoundParameters.ContainsKey(parameter))
        {
            throw new OAuth2MailException(
                "CertificateMissing",
                FailureKind.InvalidArgument,
                $"-{parameter} does not specify a certificate. Nothing was sent.",
                "Specify one, or omit the parameter to send the message without it.");
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

    private SigningIdentity ReadSigner(CertificateReference reference)
    {
        if (reference.Certificate is not null)
        {
            return SigningIdentity.Of(reference.Certificate);
        }

        if (StoredCertificate.IsReference(reference.Text))
        {
            return SigningIdentity.FromStore(reference.Text);
        }

        string file = FilePaths.ResolveOne(cmdlet.SessionState, reference.Text, "CertificateNotFound");
        return SigningIdentity.FromFile(
            SecretFile.ReadBytes(cmdlet, file, "-SigningCertificate"),
            SecureStringText.Read(cmdlet.SigningCertificatePassword));
    }

    private IEnumerable<MailCertificate> ReadCertificates(CertificateReference reference) =>
        reference.Certificate is not null ? [MailCertificate.Of(reference.Certificate)]
        : StoredCertificate.IsReference(reference.Text) ? [StoredCertificate.FindForReader(reference.Text)]
        : FilePaths.Resolve(cmdlet.SessionState, reference.Text, "CertificateNotFound")
            .SelectMany(file => CertificateFile.Read(SecretFile.ReadBytes(cmdlet, file, "-EncryptFor"), file));
}
