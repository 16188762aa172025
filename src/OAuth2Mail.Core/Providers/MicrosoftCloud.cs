using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>The addresses and scopes of the Microsoft clouds.</summary>
/// <remarks>https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud</remarks>
internal sealed record MicrosoftCloud(string LoginHost, string SmtpServer, string Resource, string ApplicationResource)
{
    private const string PersonalSmtpServer = "smtp-mail.outlook.com";

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

    /// <summary>The submission server, which is another one for personal accounts.</summary>
    public static string SmtpServerOf(OAuthSettings oauth) =>
        oauth.TenantId == "consumers" ? PersonalSmtpServer : Of(oauth.Cloud).SmtpServer;
}
