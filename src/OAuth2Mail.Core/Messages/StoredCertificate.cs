using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Messages;

/// <summary>Finds certificates in the stores of the user and the machine.</summary>
internal static class StoredCertificate
{
    private static readonly Regex s_path = new(
        @"\A(?:Microsoft\.PowerShell\.Security\\Certificate::|Cert:[\\/]+)(CurrentUser|LocalMachine)[\\/]([A-Za-z0-9 ]{1,64})[\\/]([0-9A-F]{40})\z",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    private static readonly Regex s_thumbprint =
        new(@"\A[0-9A-F]{40}\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    // Personal; and where Windows keeps the certificates of other people.
    private static readonly string[] s_stores = ["My", "AddressBook", "TrustedPeople"];

    /// <summary>Whether a text is a thumbprint, or a certificate's path on PowerShell's <c>Cert:</c> drive.</summary>
    public static bool IsReference(string text) => s_path.IsMatch(text) || s_thumbprint.IsMatch(Bare(text));

    /// <param name="reference">The thumbprint, or the path on PowerShell's <c>Cert:</c> drive.</param>
    /// <param name="withKey">Whether it must have its private key.</param>
    /// <exception cref="OAuth2MailException">There is none.</exception>
    public static X509Certificate2 Find(string reference, bool withKey)
    {
        Match path = s_path.Match(reference);
        string thumbprint = path.Success ? path.Groups[3].Value : Bare(reference);
        IEnumerable<(string Name, StoreLocation Location)> stores = path.Success
            ? [(path.Groups[2].Value, ParseLocation(path.Groups[1].Value))]
            : s_stores.SelectMany(name => new[] { (name, StoreLocation.CurrentUser), (name, StoreLocation.LocalMachine) });
        return stores.Select(store => ClientCertificateStore.FindIn(store.Name, store.Location, thumbprint, withKey)).FirstOrDefault(found => found is not null)
            ?? throw new OAuth2MailException(
                "CertificateNotFound",
                FailureKind.NotFound,
                $"There is no certificate '{reference}'{(withKey ? " with a private key" : "")} in the stores of this user and machine. Nothing was sent.",
                "Install it for the account that runs this (Cert:\\CurrentUser\\My), or give its file.");
    }

    /// <summary>The certificate of a person for whom a message is encrypted.</summary>
    /// <inheritdoc cref="Find"/>
    public static MailCertificate FindForReader(string reference)
    {
        using X509Certificate2 certificate = Find(reference, withKey: false);
        return MailCertificate.Of(certificate);
    }

    private static StoreLocation ParseLocation(string text) =>
        text.Equals("LocalMachine", StringComparison.OrdinalIgnoreCase) ? StoreLocation.LocalMachine : StoreLocation.CurrentUser;

    // As Windows' dialogs show it: in pairs, and with an invisible mark in front.
    private static string Bare(string thumbprint) => new([.. thumbprint.Where(c => c is not (' ' or ':' or '\u200e'))]);
}
