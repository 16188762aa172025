using System.Globalization;
using OAuth2Mail.Delivery;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Editing;

/// <summary>The rules for profiles of every mode.</summary>
internal static class ProfileRules
{
    /// <summary>Checks the settings that all modes share and brings them into their stored form.</summary>
    /// <exception cref="OAuth2MailException">A value is missing or bad.</exception>
    public static StoredProfile Normalize(StoredProfile profile)
    {
        if (MailAddress.Parse(profile.UserName, "-UserName").Address != profile.UserName)
        {
            throw new OAuth2MailException(
                "AddressInvalid",
                FailureKind.InvalidArgument,
                $"-UserName: '{profile.UserName}' is more than a mail address, but servers know the mailbox by its address alone.",
                "Give the address without a name; a display name goes into -From.");
        }

        if (profile.From is not null)
        {
            MailAddress.Parse(profile.From, "-From");
        }

        RequireProxyAddress(profile.Proxy?.Address);
        return profile with { Smtp = Normalize(profile.Smtp) };
    }

    // A password in the address would be shown with it.
    private static void RequireProxyAddress(Uri? address)
    {
        if (address is not null && (!address.IsAbsoluteUri || !ProviderProxy.Knows(address) || address.UserInfo.Length > 0))
        {
            throw new OAuth2MailException(
                "ProxyInvalid",
                FailureKind.InvalidArgument,
                "-Proxy takes an address without user and password, such as http://proxy.contoso.com:8080; PowerShell 7 also takes "
                    + "https, socks4, socks4a and socks5.",
                "Give user and password with -ProxyCredential.");
        }
    }

    private static SmtpSettings Normalize(SmtpSettings smtp)
    {
        if (Uri.CheckHostName(smtp.Server) == UriHostNameType.Unknown)
        {
            throw new OAuth2MailException(
                "SmtpServerInvalid",
                FailureKind.InvalidArgument,
                $"'{smtp.Server}' is not a host name.",
                "Give the provider's submission server with -SmtpServer, such as smtp.example.com.");
        }

        string? thumbprint = smtp.CertificateThumbprint;
        if (thumbprint is not null)
        {
            thumbprint = CertificatePolicy.NormalizeThumbprint(thumbprint) ?? throw new OAuth2MailException(
                "ThumbprintInvalid",
                FailureKind.InvalidArgument,
                string.Format(
                    CultureInfo.InvariantCulture,
                    "'{0}' is neither a SHA-256 nor a SHA-1 thumbprint (64 or 40 hexadecimal digits).", thumbprint));
        }

        return smtp with
        {
            Port = smtp.Port != 0 ? smtp.Port : smtp.Security == SmtpSecurity.ImplicitTls ? 465 : 587,
            CertificateThumbprint = thumbprint,
        };
    }
}
