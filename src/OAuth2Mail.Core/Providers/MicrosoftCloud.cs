using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>The addresses and scopes of the Microsoft clouds.</summary>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud</remarks>
internal sealed record MicrosoftCloud(string LoginHost, string SmtpServer, string Resource, string ApplicationResource)
{
    private const string PersonalSmtpServer = "smtp-mail.outlook.com";

    // https://learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365
    private static readonly string[] s_highVolumeServers = ["smtp.hve.mx.microsoft", "smtp-hve.office365.com"];

    public static MicrosoftCloud Of(AzureCloud cloud) => cloud switch
    {
        AzureCloud.AzureUSGovernment => new(
            "login.microsoftonline.us", "smtp.office365.us", "https://outlook.office365.us", "https://outlook.office365.us"),
        AzureCloud.AzureChina => new(
            "login.partner.microsoftonline.cn", "smtp.partner.outlook.cn", "https://partner.outlook.cn", "https://partner.outlook.cn"),
        _ => new(
            "login.microsoftonline.com", "smtp.office365.com", "https://outlook.office.com", "https://outlook.office365.com"),
    };

    /// <summary>The authority: the one that was given, else the cloud's for the tenant.</summary>
    public static string AuthorityOf(OAuthSettings oauth) => oauth.Authority is Uri given
        ? given.AbsoluteUri.TrimEnd('/')
        : $"https://{Of(oauth.Cloud).LoginHost}/{oauth.TenantId}";

    /// <summary>The scope that a token for a profile's mail server needs.</summary>
    public static string SmtpScopeOf(StoredProfile profile)
    {
        MicrosoftCloud cloud = Of(profile.OAuth.Cloud);
        return profile.Mode == ProfileMode.ExchangeApplication ? $"{cloud.ApplicationResource}/.default" : $"{cloud.Resource}/SMTP.Send";
    }

    /// <summary>The permission that SMTP needs, as it stands in a token: a role of an application, or a scope of a user.</summary>
    public static string SmtpPermissionOf(StoredProfile profile) =>
        profile.Mode != ProfileMode.ExchangeApplication ? "SMTP.Send" : IsHighVolume(profile.Smtp.Server) ? "Mail.Send" : "SMTP.SendAsApp";

    /// <summary>Whether a server is that of Exchange's High Volume Email, which has its own rules.</summary>
    public static bool IsHighVolume(string smtpServer) =>
        s_highVolumeServers.Contains(smtpServer, StringComparer.OrdinalIgnoreCase);

    /// <summary>The submission server, which is another one for personal accounts.</summary>
    public static string SmtpServerOf(OAuthSettings oauth) =>
        oauth.TenantId == "consumers" ? PersonalSmtpServer : Of(oauth.Cloud).SmtpServer;
}
