namespace OAuth2Mail.Diagnostics;

/// <summary>What an administrator can do about an SMTP reply. Texts of Exchange Online and Gmail, most specific first.</summary>
internal static class SmtpReplyAdvice
{
    /// <summary>For a 535 that says nothing more.</summary>
    public const string RefusedToken =
        "Check that the token was issued for this mailbox and for SMTP: the account that consented, the scope, and the "
        + "user name of the profile. Test-OAuth2MailProfile checks each step.";

    private static readonly (string Code, string Words, string Advice)[] s_advice =
    [
        ("535", "SmtpClientAuthentication is disabled",
            "Allow authenticated SMTP: Microsoft 365 admin center > Users > the mailbox > Mail > Manage email apps > "
            + "Authenticated SMTP, or Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false. The mailbox's "
            + "setting overrides the tenant's."),
        ("535", "security defaults",
            "The tenant's security defaults block SMTP AUTH: Entra admin center > Properties > Manage security defaults, "
            + "or use Conditional Access instead."),
        ("535", "did not meet the criteria",
            "A Conditional Access or authentication policy blocks SMTP AUTH for this account: exempt it there."),
        ("535", "basic authentication is disabled",
            "The server treated the token as a password. Check that the profile's server is the provider's and offers XOAUTH2."),
        ("550", "5.7.30", "Basic authentication is switched off at Exchange Online; only OAuth 2.0 is accepted."),
        ("535", "5.7.3",
            "The token must be for outlook.office.com with SMTP.Send (delegated) or for outlook.office365.com with "
            + "SMTP.SendAsApp (app-only), and for this mailbox. App-only needs New-ServicePrincipal with the Enterprise "
            + "Application's object id and Add-MailboxPermission; both take up to 30 minutes to take effect."),
        ("535", "5.7.8",
            "The user name must be the mailbox that the token was issued for, and the token an access token with the scope "
            + "https://mail.google.com/."),
        ("534", "5.7.9", "Google requires this account to sign in on the web first."),
        ("530", "5.7.57", "The connection was not authenticated, or its token expired."),
        ("430", "MapiExceptionLogonFailed",
            "Give the service principal access to the mailbox: Add-MailboxPermission -AccessRights FullAccess."),
        ("554", "SendAsDenied",
            "The sender must be the mailbox itself, or the account needs Add-RecipientPermission -AccessRights SendAs."),
        ("554", "5.2.252",
            "The sender must be the mailbox itself, or the account needs Add-RecipientPermission -AccessRights SendAs."),
        ("550", "5.7.60",
            "The sender must be the mailbox itself, or the account needs Add-RecipientPermission -AccessRights SendAs."),
        ("554", "SubmissionQuotaExceeded", "The mailbox has reached 10,000 recipients today: wait a day."),
        ("550", "5.4.5", "The account has reached Gmail's daily sending quota: wait a day."),
        ("432", "4.3.2", "Exchange Online allows 3 connections and 30 messages a minute for a mailbox: send more slowly."),
        ("452", "4.5.3", "Too many recipients for one message: send with -SplitRecipients."),
        ("552", "5.3.4", "The message is larger than the server accepts."),
    ];

    /// <returns>The advice; null where the reply is not known.</returns>
    public static string? For(string code, string words) => s_advice
        .Where(a => a.Code == code && words.IndexOf(a.Words, StringComparison.OrdinalIgnoreCase) >= 0)
        .Select(a => a.Advice)
        .FirstOrDefault();
}
