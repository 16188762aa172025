using System.Security.Cryptography;
using MimeKit;
using MimeKit.Cryptography;
using MimeKit.IO;
using MimeKit.IO.Filters;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Cms;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Smime;
using Org.BouncyCastle.Cms;
using Org.BouncyCastle.Crypto.Parameters;

namespace OAuth2Mail.Messages;

/// <summary>Signs and encrypts parts of messages (S/MIME 4.0, RFC 8551).</summary>
/// <remarks>
/// MimeKit makes the MIME and BouncyCastle the CMS. MimeKit's own contexts are not used: they require private keys that can be
/// exported, choose a cipher by what certificates claim (Triple DES among them), and derive keys with SHA-1. Content is held in
/// memory, never in a file.
/// </remarks>
internal static class SecureMessage
{
    /// <summary>Makes a <c>multipart/signed</c> of a part: any program can show it, and one that knows S/MIME verifies it.</summary>
    /// <param name="body">The part, in seven bits.</param>
    /// <param name="signer">Who signs.</param>
    /// <param name="time">The time in the signature.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OAuth2MailException">The private key cannot be used.</exception>
    public static async Task<MimeEntity> SignAsync(
        MimeEntity body, SigningIdentity signer, DateTimeOffset time, CancellationToken cancellationToken)
    {
        foreach (TextPart text in TextParts(body))
        {
            // For a part without content, MimeKit writes no line, so the line break before the boundary would be that of its
            // headers.
            if (text.Content?.Stream is null or { Length: 0 })
            {
                text.Content = new MimeContent(new MemoryStream(text.ContentType.CharsetEncoding!.GetBytes("\r\n")));
            }

            // Protects trailing spaces, which some servers remove.
            if (text.ContentTransferEncoding != ContentEncoding.Base64)
            {
                text.ContentTransferEncoding = ContentEncoding.QuotedPrintable;
            }
        }

        // Stays open with the part that is read from it. "From " at a line's start would get a ">" in front in some mailboxes.
        MemoryBlockStream content = await WriteAsync(body, new ArmoredFromFilter(), cancellationToken).ConfigureAwait(false);
        var signed = new MultipartSigned();
        signed.ContentType.Parameters.Add("protocol", "application/pkcs7-signature");
        signed.ContentType.Parameters.Add("micalg", "sha-256");
        signed.Add(await MimeEntity.LoadAsync(ParserOptions.Default, content, persistent: true, cancellationToken).ConfigureAwait(false));
        content.Position = 0;
        signed.Add(new ApplicationPkcs7Signature(new MemoryStream(Sign(content, signer, time), writable: false)));
        return signed;
    }

    /// <summary>Makes an <c>application/pkcs7-mime; smime-type=enveloped-data</c> of a part.</summary>
    /// <param name="body">The part.</param>
    /// <param name="readers">Whose keys can decrypt it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<MimeEntity> EncryptAsync(
        MimeEntity body, IReadOnlyList<MailCertificate> readers, CancellationToken cancellationToken)
    {
        using MemoryBlockStream content = await WriteAsync(body, filter: null, cancellationToken).ConfigureAwait(false);
        var generator = new CmsEnvelopedDataGenerator();
        foreach (MailCertificate reader in readers)
        {
            if (reader.PublicKey is ECPublicKeyParameters key)
            {
                generator.AddRecipientInfoGenerator(new KeyAgreementRecipient(reader.Certificate, key));
            }
            else
            {
                // RSA with PKCS #1 v1.5, which every program reads.
                generator.AddKeyTransRecipient(reader.Certificate);
            }
        }

        // CBC and not GCM: every program since S/MIME 3.2 reads it, and many read nothing newer. It does not detect tampering;
        // the signature inside does.
        CmsEnvelopedData envelope = generator.Generate(new CmsContent(content), NistObjectIdentifiers.IdAes256Cbc);
        cancellationToken.ThrowIfCancellationRequested();
        return new ApplicationPkcs7Mime(SecureMimeType.EnvelopedData, new MemoryStream(envelope.GetEncoded(), writable: false));
    }

    private static IEnumerable<TextPart> TextParts(MimeEntity entity) => entity switch
    {
        TextPart text => [text],
        Multipart parts => parts.SelectMany(TextParts),
        _ => [],
    };

    private static async Task<MemoryBlockStream> WriteAsync(MimeEntity body, IMimeFilter? filter, CancellationToken cancellationToken)
    {
        FormatOptions format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        var content = new MemoryBlockStream();
        using var filtered = new FilteredStream(content);
        if (filter is not null)
        {
            filtered.Add(filter);
        }

        await body.WriteToAsync(format, filtered, cancellationToken).ConfigureAwait(false);
        await filtered.FlushAsync(cancellationToken).ConfigureAwait(false);
        content.Position = 0;
        return content;
    }

    private static byte[] Sign(Stream content, SigningIdentity signer, DateTimeOffset time)
    {
        var generator = new CmsSignedDataGenerator();
        generator.AddSignerInfoGenerator(new SignerInfoGeneratorBuilder()
            .WithSignedAttributeGenerator(new DefaultSignedAttributeTableGenerator(SignedAttributes(time)))
            .Build(signer.Signature, signer.Certificate.Certificate));
        foreach (MailCertificate certificate in signer.Intermediates.Prepend(signer.Certificate))
        {
            generator.AddCertificate(certificate.Certificate);
        }

        try
        {
            return generator.Generate(new CmsContent(content), encapsulate: false).GetEncoded();
        }
        catch (Exception e) when (e is CryptographicException or CmsException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new OAuth2MailException(
                "SigningFailed",
                FailureKind.Unavailable,
                $"The private key of {signer} cannot be used: {e.Message} Nothing was sent.",
                "Check that the account that runs this may use the key, and that a smart card is in its reader.",
                e);
        }
    }

    // RFC 8551 §2.5: the signing time, and the ciphers that a reply may use.
    private static AttributeTable SignedAttributes(DateTimeOffset time)
    {
        var capabilities = new SmimeCapabilityVector();
        capabilities.AddCapability(NistObjectIdentifiers.IdAes256Cbc);
        capabilities.AddCapability(NistObjectIdentifiers.IdAes128Cbc);
        var attribute = new SmimeCapabilitiesAttribute(capabilities);
        return new AttributeTable(new DerSet(
            new Org.BouncyCastle.Asn1.Cms.Attribute(CmsAttributes.SigningTime, new DerSet(new Time(time.UtcDateTime))),
            new Org.BouncyCastle.Asn1.Cms.Attribute(attribute.AttrType, attribute.AttrValues)));
    }
}
