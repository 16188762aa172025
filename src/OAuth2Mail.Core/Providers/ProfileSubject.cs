using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Providers;

/// <summary>What advice about a profile's failures names.</summary>
internal static class ProfileSubject
{
    private static readonly string[] s_microsoft = [".office365.com", ".office365.us", ".outlook.com", ".outlook.cn", ".mx.microsoft"];

    public static AdviceSubject Of(StoredProfile profile) => new()
    {
        Profile = profile.Name,
        Mailbox = profile.UserName,
        ClientId = profile.OAuth.ClientId ?? "<client id>",
        Server = profile.Smtp.Server,
        Grant = profile.OAuth.GrantType.ToString(),
        Scope = string.Join(" ", profile.OAuth.Scopes),
        Permission = PermissionOf(profile),
        Credential = RenewalOf(profile),
        Service = ServiceOf(profile),
    };

    private static string PermissionOf(StoredProfile profile) => profile.Mode == ProfileMode.ExchangeApplication
        ? $"Application permissions > {MicrosoftCloud.SmtpPermissionOf(profile)}"
        : $"Delegated permissions > {MicrosoftCloud.SmtpPermissionOf(profile)}";

    private static string RenewalOf(StoredProfile profile)
    {
        string? parameter = profile switch
        {
            { OAuth.ManagedIdentity: true } or { OAuth.FederatedTokenFile: not null } => null,
            { Mode: ProfileMode.GoogleServiceAccount } => "-KeyFile <file>",
            { OAuth.CertificateThumbprint: not null } => "-CertificateThumbprint <thumbprint>",
            { Secrets.Certificate: not null } => "-CertificateFile <file>",
            { Mode: ProfileMode.PrivateKeyJwt } => "-PrivateKeyFile <file> -PrivateKeyId <key id>",
            { Secrets.ClientSecret: not null } => "-ClientSecret (Read-Host -AsSecureString)",
            _ => null,
        };
        return parameter is null ? "" : $"Store a new one: Set-OAuth2MailProfile -Name {profile.Name} {parameter}";
    }

    // By the server too: a generic profile may be one of a service that is known.
    private static MailService? ServiceOf(StoredProfile profile)
    {
        string server = profile.Smtp.Server.ToLowerInvariant();
        return profile.Mode switch
        {
            ProfileMode.Exchange or ProfileMode.Microsoft365 or ProfileMode.ExchangeApplication => MailService.Microsoft,
            ProfileMode.Gmail or ProfileMode.GoogleServiceAccount => MailService.Google,
            _ when s_microsoft.Any(domain => server.EndsWith(domain, StringComparison.Ordinal)) => MailService.Microsoft,
            _ => server.EndsWith(".gmail.com", StringComparison.Ordinal) ? MailService.Google : null,
        };
    }
}
