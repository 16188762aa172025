using System.Text;
using Org.BouncyCastle.Utilities.IO.Pem;
using Org.BouncyCastle.X509;

namespace OAuth2Mail.Messages;

/// <summary>Reads the certificates of people to whom mail is encrypted, in the forms in which they pass them on.</summary>
internal static class CertificateFile
{
    private static readonly string[] s_types = ["CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS"];

    /// <summary>Reads a certificate (DER or PEM), or several (PEM, or PKCS #7 as in .p7b and .p7c files).</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">What the user calls it.</param>
    /// <returns>One or more. Authorities' are left out where there are others.</returns>
    /// <exception cref="OAuth2MailException">There is none in it.</exception>
    public static IReadOnlyList<MailCertificate> Read(byte[] file, string path)
    {
        List<MailCertificate> certificates;
        try
        {
            var parser = new X509CertificateParser();
            certificates = [.. Unwrap(file).SelectMany(parser.ReadCertificates).Select(MailCertificate.Of)];
        }
        catch (Exception)
        {
            // The parser has an exception of another type for every kind of damage.
            throw Unreadable(path, "it is damaged");
        }

        // A chain is passed on with its authorities; a self-made certificate may be its own authority.
        List<MailCertificate> people = certificates.Count > 1 ? certificates.FindAll(certificate => !certificate.IsAuthority) : certificates;
        return people.Count > 0 ? people : throw Unreadable(path, "it holds no person's certificate");
    }

    private static IEnumerable<byte[]> Unwrap(byte[] file)
    {
        string text = Encoding.ASCII.GetString(file);
        if (!text.Contains("-----BEGIN "))
        {
            yield return file;
            yield break;
        }

        using var reader = new PemReader(new StringReader(text));
        while (reader.ReadPemObject() is PemObject item)
        {
            if (s_types.Contains(item.Type))
            {
                yield return item.Content;
            }
        }
    }

    private static OAuth2MailException Unreadable(string path, string problem) => new(
        "CertificateUnreadable",
        FailureKind.InvalidArgument,
        $"-EncryptFor: '{path}' is no certificate: {problem}. Nothing was sent.",
        "Give a certificate as its owner's mail program exports it without the private key: .cer, .crt, .der, .pem or .p7b.");
}
