using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Duende.IdentityModel;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.Profiles;
using Org.BouncyCastle.Security;

namespace OAuth2Mail.Providers;

/// <summary>Signs the JWTs by which a client proves who it is, or which are the grant themselves (RFC 7523).</summary>
internal sealed class ClientAssertionFactory(TimeProvider time)
{
    /// <summary>How long an assertion is valid: it is used at once, and clocks differ a little.</summary>
    public static TimeSpan Lifetime => TimeSpan.FromMinutes(5);

    /// <summary>An assertion of the client itself (RFC 7523 §2.2 and §3).</summary>
    public string CreateClientAssertion(StoredProfile profile) =>
        Create(profile, profile.OAuth.Subject ?? profile.OAuth.ClientId!);

    /// <summary>An assertion that is the grant, on behalf of a mailbox (RFC 7523 §2.1).</summary>
    public string CreateGrant(StoredProfile profile) => Create(profile, profile.OAuth.Subject ?? profile.UserName);

    /// <summary>Checks that the profile's key and algorithm fit each other.</summary>
    /// <exception cref="OAuth2MailException">They do not, or there is no key.</exception>
    public void Validate(StoredProfile profile) => CreateClientAssertion(profile);

    private string Create(StoredProfile profile, string subject)
    {
        OAuthSettings oauth = profile.OAuth;
        using X509Certificate2? certificate = ClientCertificateStore.Open(profile);
        using AsymmetricAlgorithm key = certificate is null ? OpenKey(profile) : OpenKey(certificate);
        string algorithm = oauth.SigningAlgorithm ?? DefaultAlgorithm(key);
        if (!Fits(key, algorithm))
        {
            throw Mismatch(algorithm);
        }

        // The handler writes the key's id as "kid" and does not allow that header to be set in another way.
        SecurityKey signer = ToSecurityKey(key);
        signer.KeyId = oauth.PrivateKeyId;
        DateTimeOffset now = time.GetUtcNow();
        var descriptor = new SecurityTokenDescriptor
        {
            SigningCredentials = new SigningCredentials(signer, algorithm)
            {
                CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
            },
            TokenType = "JWT",
            Issuer = oauth.ClientId,
            Audience = oauth.Audience ?? oauth.TokenEndpoint!.AbsoluteUri,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + Lifetime).UtcDateTime,
            Claims = new Dictionary<string, object>
            {
                [JwtRegisteredClaimNames.Sub] = subject,
                [JwtRegisteredClaimNames.Jti] = CryptoRandom.CreateUniqueId(),
            },
            AdditionalHeaderClaims = new Dictionary<string, object>(),
        };
        foreach (KeyValuePair<string, string> claim in oauth.Claims)
        {
            descriptor.Claims[claim.Key] = claim.Value;
        }

        if (certificate is not null)
        {
            // RFC 7515 §4.1.8.
            using var sha256 = SHA256.Create();
            descriptor.AdditionalHeaderClaims["x5t#S256"] = Base64Url.EncodeToString(sha256.ComputeHash(certificate.RawData));
        }

        try
        {
            return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(descriptor);
        }
        catch (Exception e) when (e is NotSupportedException or ArgumentException or CryptographicException)
        {
            throw Mismatch(algorithm);
        }
    }

    // RFC 7518 §3.3 to §3.5; the library itself would also sign with a short RSA key, or with a curve of the wrong size.
    private static bool Fits(AsymmetricAlgorithm key, string algorithm) => key switch
    {
        RSA => key.KeySize >= 2048,
        ECDsa => algorithm == DefaultAlgorithm(key),
        _ => true,
    };

    private static SecurityKey ToSecurityKey(AsymmetricAlgorithm key) => key switch
    {
        RSA rsa => new RsaSecurityKey(rsa),
        ECDsa ecdsa => new ECDsaSecurityKey(ecdsa),
        _ => throw Unsupported(),
    };

    private static string DefaultAlgorithm(AsymmetricAlgorithm key) => key switch
    {
        RSA => SecurityAlgorithms.RsaSha256,
        ECDsa { KeySize: 384 } => SecurityAlgorithms.EcdsaSha384,
        ECDsa { KeySize: 521 } => SecurityAlgorithms.EcdsaSha512,
        _ => SecurityAlgorithms.EcdsaSha256,
    };

    private static AsymmetricAlgorithm OpenKey(X509Certificate2 certificate)
    {
        SigningKey.Check(certificate);
        return certificate.GetRSAPrivateKey() is RSA rsa ? RsaKey.WithAllPaddings(rsa)
            : (AsymmetricAlgorithm?)certificate.GetECDsaPrivateKey() ?? throw Unsupported();
    }

    private static AsymmetricAlgorithm OpenKey(StoredProfile profile)
    {
        if (profile.Secrets.PrivateKey is null)
        {
            throw new OAuth2MailException(
                "ParameterMissing",
                FailureKind.InvalidArgument,
                "There is no key to sign with.",
                "Give one with -PrivateKeyFile, -PrivateKey or a certificate.");
        }

        return SigningKey.Open(PrivateKeyFactory.CreateKey(Convert.FromBase64String(profile.Secrets.PrivateKey)));
    }

    private static OAuth2MailException Mismatch(string algorithm) => new(
        "SigningAlgorithmMismatch",
        FailureKind.InvalidArgument,
        $"The key cannot sign with {algorithm}.",
        "RS256 to PS512 need an RSA key of at least 2048 bits; ES256, ES384 and ES512 an EC key on P-256, P-384 or P-521.");

    private static OAuth2MailException Unsupported() => new(
        "ClientKeyUnreadable",
        FailureKind.InvalidArgument,
        "The key is neither RSA nor EC on P-256, P-384 or P-521.");
}
