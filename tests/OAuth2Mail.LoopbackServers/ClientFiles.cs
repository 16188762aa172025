using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.LoopbackServers.Authorization;
using OAuth2Mail.LoopbackServers.Certificates;
using OAuth2Mail.LoopbackServers.Providers;

namespace OAuth2Mail.LoopbackServers;

/// <summary>The files that users get from their providers, in a directory of their own; deleted in the end.</summary>
public sealed class ClientFiles : IDisposable
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private ClientFiles()
    {
        RsaKey = new RsaSecurityKey(_rsa) { KeyId = "rsa-1" };
        CurveKey = new ECDsaSecurityKey(_curve) { KeyId = "ec-1" };
        Federation = new FederatedCredential("https://aks.contoso.test/", "system:serviceaccount:mail:sender", CurveKey);
    }

    /// <summary>The directory.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("oauth2mail-loopback-").FullName;

    /// <summary>The test CA, for <c>SSL_CERT_FILE</c>.</summary>
    public string AuthorityFile => Path.Combine(Folder, "ca.pem");

    /// <summary>An RSA private key, PKCS#8 in PEM.</summary>
    public string RsaKeyFile => Path.Combine(Folder, "rsa.pem");

    /// <summary>A P-256 private key, PKCS#8 in PEM.</summary>
    public string CurveKeyFile => Path.Combine(Folder, "ec.pem");

    /// <summary>A certificate of the RSA key with that key, PKCS#12 without a password.</summary>
    public string CertificateFile => Path.Combine(Folder, "client.pfx");

    /// <summary>A token of another issuer, good for an hour.</summary>
    public string FederatedTokenFile => Path.Combine(Folder, "federated.jwt");

    /// <summary>The JSON that Google gives for an installed application.</summary>
    public string GoogleClientFile => Path.Combine(Folder, "google-client.json");

    /// <summary>The JSON that Google gives for a web application.</summary>
    public string GoogleWebClientFile => Path.Combine(Folder, "google-web-client.json");

    /// <summary>The JSON key of a Google service account.</summary>
    public string ServiceAccountFile => Path.Combine(Folder, "service-account.json");

    internal RsaSecurityKey RsaKey { get; }

    internal ECDsaSecurityKey CurveKey { get; }

    internal FederatedCredential Federation { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _rsa.Dispose();
        _curve.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    internal static async Task<ClientFiles> CreateAsync(
        TestCertificateAuthority authority, AuthorizationServer server, CancellationToken cancellationToken)
    {
        var files = new ClientFiles();
        await authority.ExportPemAsync(files.AuthorityFile, cancellationToken);
        await File.WriteAllTextAsync(files.RsaKeyFile, files._rsa.ExportPkcs8PrivateKeyPem() + "\n", cancellationToken);
        await File.WriteAllTextAsync(files.CurveKeyFile, files._curve.ExportPkcs8PrivateKeyPem() + "\n", cancellationToken);
        await File.WriteAllBytesAsync(files.CertificateFile, files.ClientCertificate(), cancellationToken);
        await File.WriteAllTextAsync(files.FederatedTokenFile, files.FederatedToken(), cancellationToken);
        await WriteJsonAsync(files.GoogleClientFile, new
        {
            installed = GoogleClient(server, LoopbackEnvironment.ConfidentialClientId, "http://localhost"),
        });
        await WriteJsonAsync(files.GoogleWebClientFile, new
        {
            web = GoogleClient(server, LoopbackEnvironment.WebClientId, LoopbackEnvironment.WebRedirectUri.AbsoluteUri),
        });
        await WriteJsonAsync(files.ServiceAccountFile, new
        {
            type = "service_account",
            project_id = "quickstart",
            private_key_id = files.RsaKey.KeyId,
            private_key = files._rsa.ExportPkcs8PrivateKeyPem() + "\n",
            client_email = LoopbackEnvironment.ServiceAccount,
            client_id = "100000000000000000001",
            auth_uri = server.GoogleAuthorizationEndpoint,
            token_uri = server.GoogleTokenEndpoint,
            universe_domain = "googleapis.com",
        });
        return files;

        Task WriteJsonAsync(string path, object content)
            => File.WriteAllTextAsync(path, JsonSerializer.Serialize(content, s_indented), cancellationToken);
    }

    private static object GoogleClient(AuthorizationServer server, string clientId, string redirectUri) => new
    {
        client_id = clientId,
        project_id = "quickstart",
        auth_uri = server.GoogleAuthorizationEndpoint,
        token_uri = server.GoogleTokenEndpoint,
        client_secret = LoopbackEnvironment.ClientSecret,
        redirect_uris = new[] { redirectUri },
    };

    private byte[] ClientCertificate()
    {
        var request = new CertificateRequest("CN=quickstart", _rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(90));
        return certificate.Export(X509ContentType.Pkcs12);
    }

    private string FederatedToken() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Federation.Issuer,
        Audience = FederatedCredential.Audience,
        Expires = DateTime.UtcNow.AddHours(1),
        Claims = new Dictionary<string, object> { ["sub"] = Federation.Subject },
        SigningCredentials = new SigningCredentials(CurveKey, SecurityAlgorithms.EcdsaSha256),
    });
}
