using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.OpenSsl;
using Org.BouncyCastle.X509;

namespace OAuth2Mail.Profiles;

/// <summary>Reads keys and certificates from PEM text (RFC 7468), encrypted ones too.</summary>
/// <remarks>BouncyCastle, which MimeKit ships with, because .NET Framework cannot read PEM.</remarks>
internal static class PemReader
{
    /// <returns>The first private key and all certificates.</returns>
    /// <exception cref="OAuth2MailException">The text is damaged, or the password does not fit.</exception>
    public static (AsymmetricKeyParameter? Key, IReadOnlyList<X509Certificate> Certificates) Read(
        string text, string? password)
    {
        using var source = new StringReader(text);
        using var reader = new Org.BouncyCastle.OpenSsl.PemReader(source, new FixedPassword(password));
        AsymmetricKeyParameter? key = null;
        var certificates = new List<X509Certificate>();
        try
        {
            while (reader.ReadObject() is object item)
            {
                switch (item)
                {
                    case AsymmetricCipherKeyPair pair:
                        key ??= pair.Private;
                        break;
                    case AsymmetricKeyParameter { IsPrivate: true } parameter:
                        key ??= parameter;
                        break;
                    case X509Certificate certificate:
                        certificates.Add(certificate);
                        break;
                }
            }
        }
        catch (Exception e)
        {
            // The reader throws a different type of exception for every kind of damage. Not as inner exception: its message may
            // quote the key.
            throw new OAuth2MailException(
                "ClientKeyUnreadable",
                FailureKind.InvalidArgument,
                e is PasswordException && password is null
                    ? "The key is encrypted, but no password was given."
                    : "The key or certificate cannot be read: the file is damaged, or the password is wrong.",
                "Give an encrypted key's password with -PrivateKeyPassword, and a certificate's with -CertificatePassword.");
        }

        return (key, certificates);
    }

    private sealed class FixedPassword(string? password) : IPasswordFinder
    {
        public char[] GetPassword() => password?.ToCharArray()!;
    }
}
