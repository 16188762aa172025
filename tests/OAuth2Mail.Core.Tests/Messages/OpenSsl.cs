using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.Tests.Messages;

/// <summary>Verifies and decrypts with <c>openssl cms</c>, which has no line in common with the library that signed and encrypted.</summary>
internal static class OpenSsl
{
    /// <summary>What a signed message says, once its signature is found good down to the root.</summary>
    /// <exception cref="CryptographicException">It is not good.</exception>
    public static byte[] Verify(byte[] message)
        => Run(message, ("ca.pem", MailCertificateAuthority.RootPem), "-verify", "-inform", "SMIME", "-in", "in", "-CAfile", "ca.pem", "-out", "out");

    /// <summary>The signature's own account of itself.</summary>
    public static string Describe(byte[] message)
        => System.Text.Encoding.UTF8.GetString(
            Run(message, ("unused", ""), "-cmsout", "-print", "-noout", "-inform", "SMIME", "-in", "in", "-out", "out"));

    /// <summary>What an encrypted message says to the owner of a certificate.</summary>
    /// <exception cref="CryptographicException">It says nothing to that person.</exception>
    public static byte[] Decrypt(byte[] message, X509Certificate2 reader)
    {
        var key = reader.GetRSAPrivateKey()?.ExportPkcs8PrivateKeyPem() ?? reader.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();
        return Run(
            message, ("reader.pem", reader.ExportCertificatePem() + "\n" + key), "-decrypt", "-inform", "SMIME", "-in", "in", "-recip", "reader.pem", "-out", "out");
    }

    private static byte[] Run(byte[] message, (string Name, string Text) file, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("oauth2mail-");
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, "in"), message);
            File.WriteAllText(Path.Combine(folder.FullName, file.Name), file.Text);

            // Fails where there is no openssl: the CI script installs it.
            using var process = Process.Start(new ProcessStartInfo("openssl", ["cms", .. arguments])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromSeconds(30)) || process.ExitCode != 0)
            {
                throw new CryptographicException($"openssl says: {errors.Result}");
            }

            var result = Path.Combine(folder.FullName, "out");
            return File.Exists(result) ? File.ReadAllBytes(result) : System.Text.Encoding.UTF8.GetBytes(output.Result);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
