using System.Text;
using Microsoft.IdentityModel.Tokens;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Vaults;

/// <summary>
/// A profile as it is stored beside the lock: encrypted and authenticated (A256CBC-HS512, RFC 7518 §5.2.5) under the key that
/// the vault's copy carries, and bound to its place.
/// </summary>
internal static class SealedProfile
{
    public static string Seal(StoredProfile profile, ProfileLocation location)
    {
        using AuthenticatedEncryptionProvider encryption = Open(profile.CopyKey!);
        AuthenticatedEncryptionResult result = encryption.Encrypt(
            Encoding.ASCII.GetBytes(ProfileSerializer.Serialize(profile)), Encoding.UTF8.GetBytes(location.Subject));
        return string.Join(
            ".",
            Base64UrlEncoder.Encode(result.IV),
            Base64UrlEncoder.Encode(result.Ciphertext),
            Base64UrlEncoder.Encode(result.AuthenticationTag));
    }

    /// <returns>Null where it was torn or tampered with, belongs elsewhere, or was sealed with another key.</returns>
    public static StoredProfile? TryOpen(string text, string copyKey, ProfileLocation location)
    {
        try
        {
            string[] parts = text.Split('.');
            if (parts.Length != 3)
            {
                return null;
            }

            using AuthenticatedEncryptionProvider encryption = Open(copyKey);
            byte[] value = encryption.Decrypt(
                Base64UrlEncoder.DecodeBytes(parts[1]),
                Encoding.UTF8.GetBytes(location.Subject),
                Base64UrlEncoder.DecodeBytes(parts[0]),
                Base64UrlEncoder.DecodeBytes(parts[2]));
            return ProfileSerializer.Deserialize(Encoding.ASCII.GetString(value), location);
        }
        catch (Exception e) when (e is SecurityTokenException or ArgumentException or FormatException or OAuth2MailException)
        {
            return null;
        }
    }

    private static AuthenticatedEncryptionProvider Open(string copyKey) =>
        new(new SymmetricSecurityKey(Convert.FromBase64String(copyKey)), SecurityAlgorithms.Aes256CbcHmacSha512);
}
