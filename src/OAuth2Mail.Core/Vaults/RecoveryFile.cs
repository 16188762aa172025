using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// Where a rotated token waits between the provider's answer and the vault's: a process that ends in between, or a vault
/// that refuses until its process has ended, would otherwise cost the consent.
/// </summary>
/// <remarks>
/// The file is a JWE (RFC 7516; <c>dir</c>, A256CBC-HS512) under a key that comes from the spent refresh token, which is in
/// the vault and nowhere else: without the vault's profile it says nothing, and for any later state of the profile it
/// does not open.
/// </remarks>
internal static class RecoveryFile
{
    // A profile has 25 KB at most; base64 in base64 makes it a little longer.
    private const int MaximumLength = 128 * 1024;

    /// <summary>Keeps tokens until the vault has them. Does nothing where there is no secret to lock them with.</summary>
    /// <param name="location">The profile.</param>
    /// <param name="superseded">The tokens that the vault holds.</param>
    /// <param name="tokens">The ones that take their place.</param>
    /// <returns>Whether another process could go on with them.</returns>
    public static bool TryWrite(ProfileLocation location, TokenSet? superseded, TokenSet tokens)
    {
        if (SecretOf(superseded) is not string secret)
        {
            return false;
        }

        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        string encrypted = handler.CreateToken(
            JsonSerializer.Serialize(tokens, ProfileJsonContext.Default.TokenSet),
            new EncryptingCredentials(KeyFrom(secret), JwtConstants.DirectKeyUseAlg, SecurityAlgorithms.Aes256CbcHmacSha512));
        try
        {
            string path = PathOf(location);
            UserFolder.MakeFor(path);
            string unfinished = path + ".new";
            File.WriteAllText(unfinished, encrypted);
            Replace(path, unfinished);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OAuth2MailException)
        {
            // The vault is what counts; this is for the case that it fails too.
            return false;
        }
    }

    /// <summary>The tokens that take the place of those that the vault holds; null where there are none.</summary>
    public static TokenSet? TryRead(ProfileLocation location, TokenSet? stored)
    {
        if (SecretOf(stored) is not string secret)
        {
            return null;
        }

        try
        {
            var file = new FileInfo(PathOf(location));
            return file.Exists && file.Length <= MaximumLength ? Decrypt(File.ReadAllText(file.FullName), secret) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OAuth2MailException
            or SecurityTokenException or ArgumentException or FormatException or JsonException)
        {
            // Torn, or of another state of the profile: the vault's is the one that counts.
            return null;
        }
    }

    /// <summary>Called once the vault has the tokens.</summary>
    public static void Delete(ProfileLocation location)
    {
        try
        {
            File.Delete(PathOf(location));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OAuth2MailException)
        {
            // Nothing was ever kept; or it stays, and does not open for the tokens that the vault holds now.
        }
    }

    private static string PathOf(ProfileLocation location) => UserFolder.PathOf("recovery", location, ".jwe");

    // In one step: what was kept before is all there is while the vault refuses.
    private static void Replace(string path, string unfinished)
    {
#if NET
        File.Move(unfinished, path, overwrite: true);
#else
        if (File.Exists(path))
        {
            File.Replace(unfinished, path, destinationBackupFileName: null);
            return;
        }

        File.Move(unfinished, path);
#endif
    }

    private static TokenSet? Decrypt(string encrypted, string secret)
    {
        var handler = new JsonWebTokenHandler();
        string inner = handler.DecryptToken(
            handler.ReadJsonWebToken(encrypted),
            new TokenValidationParameters { TokenDecryptionKey = KeyFrom(secret) });
        byte[] json = Base64UrlEncoder.DecodeBytes(handler.ReadJsonWebToken(inner).EncodedPayload);
        return JsonSerializer.Deserialize(json, ProfileJsonContext.Default.TokenSet);
    }

    // Refresh tokens have 128 random bits and more (RFC 6749 §10.10), so that one hash makes a key of them.
    private static SymmetricSecurityKey KeyFrom(string secret)
    {
        using var hmac = new HMACSHA512(Encoding.UTF8.GetBytes(secret));
        return new SymmetricSecurityKey(hmac.ComputeHash(Encoding.ASCII.GetBytes("OAuth2Mail recovery file")));
    }

    private static string? SecretOf(TokenSet? tokens) => tokens?.RefreshToken ?? tokens?.Cache;
}
