using MimeKit;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Messages;

/// <summary>Who signs a message, and who can read it (S/MIME, RFC 8551).</summary>
/// <param name="Signer">Null to leave it unsigned.</param>
/// <param name="Readers">For whom it is encrypted; none to leave it readable.</param>
internal sealed record MessageSecurity(SigningIdentity? Signer, IReadOnlyList<MailCertificate> Readers)
{
    /// <summary>Makes sure that all certificates may be used for what they are named for.</summary>
    /// <exception cref="OAuth2MailException">One may not.</exception>
    public void Check(DateTimeOffset now)
    {
        Signer?.Certificate.CheckSigning(now);
        foreach (MailCertificate reader in Readers)
        {
            reader.CheckEncryption(now);
        }
    }

    /// <summary>Signs and encrypts a message's body, in that order, so that only its readers see who signed.</summary>
    /// <param name="message">A composed message, whose headers stay as they are.</param>
    /// <param name="diagnostics">Hears of people who will not be able to read it, and of a signer who is not the sender.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OAuth2MailException">The private key cannot be used.</exception>
    public async Task ApplyAsync(ComposedMessage message, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        foreach (MailCertificate weak in Readers.Concat(Signer is null ? [] : [Signer.Certificate]).Where(certificate => certificate.IsWeak))
        {
            diagnostics.Warning($"The RSA key of {weak} is shorter than 2,048 bits, and can be broken. Ask for a new certificate.");
        }

        if (Signer is not null)
        {
            WarnOfSigner(Signer.Certificate, message, diagnostics);
            await ReplaceBodyAsync(
                message.Message,
                body => SecureMessage.SignAsync(body, Signer, message.Message.Date, cancellationToken)).ConfigureAwait(false);
        }

        if (Readers.Count > 0)
        {
            WarnOfReaders(message, diagnostics);
            await ReplaceBodyAsync(
                message.Message,
                body => SecureMessage.EncryptAsync(body, WithSigner(message.Message.Date), cancellationToken)).ConfigureAwait(false);
        }
    }

    // What is sent is a copy, so the files behind the original can be closed.
    private static async Task ReplaceBodyAsync(MimeMessage message, Func<MimeEntity, Task<MimeEntity>> make)
    {
        using MimeEntity body = message.Body!;
        message.Body = await make(body).ConfigureAwait(false);
    }

    private static void WarnOfSigner(MailCertificate signer, ComposedMessage message, IDiagnosticSink diagnostics)
    {
        // RFC 8550 §3: a certificate need not have an address, and a reader compares one that is there with From.
        if (signer.Addresses.Count > 0 && !signer.IsFor(message.Sender.Address))
        {
            diagnostics.Warning(
                $"The signing certificate is for {string.Join(", ", signer.Addresses)}, and the message is from {message.Sender.Address}: "
                + "mail programs will not trust the signature.");
        }
    }

    private void WarnOfReaders(ComposedMessage message, IDiagnosticSink diagnostics)
    {
        // A certificate without an address may be anybody's.
        string[] others = [.. message.Recipients.Select(recipient => recipient.Address).Where(address => !Readers.Any(reader => reader.IsFor(address)))];
        if (others.Length > Readers.Count(reader => reader.Addresses.Count == 0))
        {
            diagnostics.Warning($"No certificate in -EncryptFor is for {string.Join(", ", others)}: they will not be able to read the message.");
        }

        string[] blind = [.. message.HiddenRecipients.Select(recipient => recipient.Address).Where(address => Readers.Any(reader => reader.IsFor(address)))];
        if (blind.Length > 0 && message.Recipients.Count > 1)
        {
            diagnostics.Warning(
                $"An encrypted message names the certificates that can read it, so the other recipients can find out about {string.Join(", ", blind)} in -Bcc. "
                + "Send such copies as separate messages.");
        }
    }

    // So that the sender can read what was sent. A certificate that is only for signing is skipped: its owner has another one
    // for decryption, which -EncryptFor can name.
    private IReadOnlyList<MailCertificate> WithSigner(DateTimeOffset now) =>
        Signer is not null && Signer.Certificate.FindEncryptionProblem(now) is null ? [.. Readers, Signer.Certificate] : Readers;
}
