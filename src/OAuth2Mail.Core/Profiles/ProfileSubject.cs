using OAuth2Mail.Diagnostics;

namespace OAuth2Mail.Profiles;

/// <summary>What advice about a profile's failures names.</summary>
internal static class ProfileSubject
{
    private static readonly string[] s_highVolume = ["smtp.hve.mx.microsoft", "smtp-hve.office365.com"];

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

    /// <summary>Whether the server is that of Exchange's High Volume Email, which has its own rules.</summary>
    public static bool IsHighVolume(SmtpSettings smtp) =>
        s_highVolume.Contains(smtp.Server, StringComparer.OrdinalIgnoreCase);

    /// <summary>The claim of an Exchange token that SMTP needs: a role of an application, or a scope of a user.</summary>
    public static string ClaimOf(StoredProfile profile) =>
        profile.Mode != ProfileMode.ExchangeApplication ? "SMTP.Send" : IsHighVolume(profile.Smtp) ? "Mail.Send" : "SMTP.SendAsApp";

    private static string PermissionOf(StoredProfile profile) => profile.Mode == ProfileMode.ExchangeApplication
        ? $"Application permissions > {ClaimOf(profile)}"
        : $"Delegated permissions > {ClaimOf(profile)}";

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
