using System.Text;
using Org.BouncyCastle.Utilities.IO.Pem;
using Org.BouncyCastle.X509;

namespace OAuth2Mail.Messages;

/// <summary>Reads the certificates of people for whom mail is encrypted, in the usual file formats.</summary>
internal static class CertificateFile
{
    private static readonly string[] s_types = ["CERTIFICATE", "X509 CERTIFICATE", "PKCS7", "CMS"];

    /// <summary>Reads a certificate (DER or PEM), or several (PEM, or PKCS #7 as in .p7b and .p7c files).</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="path">The path as the user gave it.</param>
    /// <returns>One or more. Those of authorities are left out if there are others.</returns>
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
            // The parser throws a different type of exception for every kind of damage.
            throw Unreadable(path, "it is damaged");
        }

        // A chain includes its authorities; a self-signed certificate may be its own authority.
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
        $"-EncryptFor: '{path}' is not a certificate: {problem}. Nothing was sent.",
        "Give a certificate that its owner has exported without the private key: .cer, .crt, .der, .pem or .p7b.");
}
