using System.Globalization;

namespace OAuth2Mail.Profiles;

/// <summary>
/// A profile's name: letters, digits and hyphens, at most 64, case-insensitive. These limits hold on every vault,
/// Azure Key Vault's being the narrowest.
/// </summary>
internal readonly record struct ProfileName
{
    public const int MaximumLength = 64;

    private const string SecretPrefix = "oauth2mail-";

    private const string KeySecretPrefix = "oauth2mailkey-";

    private readonly string _value;

    private ProfileName(string value) => _value = value;

    /// <summary>The pattern that finds every profile's secret in a vault.</summary>
    public static string SecretNamePattern => SecretPrefix + "*";

    /// <summary>The name of the secret that holds the profile, all lower case.</summary>
    public string SecretName => SecretPrefix + ToString().ToLowerInvariant();

    /// <summary>The pattern that finds every secret with the key of a profile's copies.</summary>
    public static string KeySecretNamePattern => KeySecretPrefix + "*";

    /// <summary>The name of the secret that holds the key of the profile's copies beside the profile.</summary>
    public string KeySecretName => KeySecretPrefix + ToString().ToLowerInvariant();

    /// <exception cref="OAuth2MailException">The name is empty, too long or has other characters.</exception>
    public static ProfileName Parse(string value)
    {
        if (IsValid(value))
        {
            return new ProfileName(value);
        }

        throw new OAuth2MailException(
            "ProfileNameInvalid",
            FailureKind.InvalidArgument,
            $"'{value}' is not a profile name: use letters (a to z), digits and hyphens, at most "
            + $"{MaximumLength.ToString(CultureInfo.InvariantCulture)}.");
    }

    /// <summary>The profile's name that a secret's name stands for; false for secrets that are not ours.</summary>
    public static bool TryFromSecretName(string secretName, out ProfileName name) =>
        TryFrom(secretName, SecretPrefix, out name);

    /// <summary>The profile's name that the name of a key's secret stands for; false for secrets that are not ours.</summary>
    public static bool TryFromKeySecretName(string secretName, out ProfileName name) =>
        TryFrom(secretName, KeySecretPrefix, out name);

    public bool Equals(ProfileName other) =>
        string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(ToString());

    public override string ToString() => _value ?? "";

    private static bool TryFrom(string secretName, string prefix, out ProfileName name)
    {
        bool isOurs = secretName.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && IsValid(secretName.Substring(prefix.Length));
        name = isOurs ? new ProfileName(secretName.Substring(prefix.Length)) : default;
        return isOurs;
    }

    private static bool IsValid(string value) =>
        value.Length is > 0 and <= MaximumLength
        && value.All(c => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-');
}
