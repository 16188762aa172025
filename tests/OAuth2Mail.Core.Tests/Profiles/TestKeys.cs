using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.Tests.Profiles;

/// <summary>Keys in all the forms in which users have them, made once by .NET and not by the code under test.</summary>
internal static class TestKeys
{
    public const string Password = "key password";

    public static RSA Rsa { get; } = RSA.Create(2048);

    public static ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string RsaPkcs1 => Rsa.ExportRSAPrivateKeyPem();

    public static string RsaPkcs8 => Rsa.ExportPkcs8PrivateKeyPem();

    public static string RsaEncrypted => Rsa.ExportEncryptedPkcs8PrivateKeyPem(
        Password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 2000));

    public static string RsaJwk
    {
        get
        {
            var key = Rsa.ExportParameters(true);
            return $$"""
                {"kty":"RSA","n":"{{Text(key.Modulus)}}","e":"{{Text(key.Exponent)}}","d":"{{Text(key.D)}}","p":"{{Text(key.P)}}",
                 "q":"{{Text(key.Q)}}","dp":"{{Text(key.DP)}}","dq":"{{Text(key.DQ)}}","qi":"{{Text(key.InverseQ)}}","kid":"x"}
                """;
        }
    }

    public static string EcSec1 => Ec.ExportECPrivateKeyPem();

    /// <summary>As <c>openssl ecparam -name prime256v1 -genkey</c> writes it, the curve first.</summary>
    public static string EcSec1WithParameters =>
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + EcSec1;

    public static string EcPkcs8 => Ec.ExportPkcs8PrivateKeyPem();

    public static string EcEncrypted => Ec.ExportEncryptedPkcs8PrivateKeyPem(
        Password, new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 2000));

    public static string EcJwk
    {
        get
        {
            var key = Ec.ExportParameters(true);
            return $$"""{"kty":"EC","crv":"P-256","x":"{{Text(key.Q.X)}}","y":"{{Text(key.Q.Y)}}","d":"{{Text(key.D)}}"}""";
        }
    }

    /// <summary>A certificate of the RSA key.</summary>
    public static X509Certificate2 CreateCertificate()
    {
        var request = new CertificateRequest("CN=client", Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        return X509CertificateLoader.LoadPkcs12(
            certificate.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private static string Text(byte[]? number) => System.Buffers.Text.Base64Url.EncodeToString(number);
}
