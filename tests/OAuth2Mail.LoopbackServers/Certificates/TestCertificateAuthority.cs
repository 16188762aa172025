using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace OAuth2Mail.LoopbackServers.Certificates;

/// <summary>A certificate authority that lives in memory and issues certificates for loopback servers.</summary>
public sealed class TestCertificateAuthority : IDisposable
{
    private static readonly Oid s_serverAuthentication = new("1.3.6.1.5.5.7.3.1");

    private const string FolderVariable = "OAUTH2MAIL_TEST_AUTHORITY";

    private static readonly Lazy<TestCertificateAuthority> s_shared = new(static () => Inherit() ?? new());

    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    /// <summary>Makes a new authority with its own key.</summary>
    public TestCertificateAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=OAuth2Mail loopback test CA", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        _authority = request.CreateSelfSigned(_now.AddYears(-1), _now.AddYears(1));
    }

    private TestCertificateAuthority(X509Certificate2 authority) => _authority = authority;

    /// <summary>
    /// The authority of all environments in this process and in those that it starts, so that trust has to be given only
    /// once.
    /// </summary>
    public static TestCertificateAuthority Shared => s_shared.Value;

    /// <summary>The authority's certificate, without its private key.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(_authority.RawData);

    /// <summary>The authority's certificate as PEM text.</summary>
    public string Pem => _authority.ExportCertificatePem();

    /// <summary>
    /// Writes the authority to a folder, for processes that find the folder's name in OAUTH2MAIL_TEST_AUTHORITY.
    /// </summary>
    /// <returns>The certificate's file, for <c>SSL_CERT_FILE</c>.</returns>
    public string HandDown(string folder)
    {
        string certificate = Path.Combine(folder, "ca.pem");
        File.WriteAllText(certificate, Pem + "\n");
        File.WriteAllBytes(Path.Combine(folder, "ca.pfx"), _authority.Export(X509ContentType.Pkcs12));
        Environment.SetEnvironmentVariable(FolderVariable, folder);
        return certificate;
    }

    /// <summary>Writes the authority's certificate to a file that <c>SSL_CERT_FILE</c> can name.</summary>
    public Task ExportPemAsync(string path, CancellationToken cancellationToken = default)
        => File.WriteAllTextAsync(path, Pem + "\n", cancellationToken);

    /// <summary>Issues a server certificate together with its private key.</summary>
    public X509Certificate2 Issue(ServerCertificateKind kind = ServerCertificateKind.Valid)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var name = kind is ServerCertificateKind.WrongName ? "elsewhere.invalid" : "localhost";
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([s_serverAuthentication], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        request.CertificateExtensions.Add(SubjectAlternativeNames(name));

        var expires = kind is ServerCertificateKind.Expired ? _now.AddDays(-1) : _now.AddDays(90);
        if (kind is ServerCertificateKind.SelfSigned)
        {
            using var selfSigned = request.CreateSelfSigned(_now.AddDays(-30), expires);
            return WithPersistedKey(selfSigned);
        }

        request.CertificateExtensions.Add(
            X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_authority, true, false));
        using var certificate = request.Create(_authority, _now.AddDays(-30), expires, RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return WithPersistedKey(withKey);
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();

    private static TestCertificateAuthority? Inherit() =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder
            ? new(X509CertificateLoader.LoadPkcs12FromFile(
                Path.Combine(folder, "ca.pfx"), null, X509KeyStorageFlags.Exportable))
            : null;

    // Schannel cannot use an ephemeral key: a trip through PKCS#12 gives the certificate one that it can.
    private static X509Certificate2 WithPersistedKey(X509Certificate2 certificate)
        => X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);

    private static X509Extension SubjectAlternativeNames(string name)
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name is "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }

        return names.Build();
    }
}
