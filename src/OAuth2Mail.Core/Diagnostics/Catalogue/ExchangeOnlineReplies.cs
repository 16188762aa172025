namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>SMTP replies of Exchange Online and of its High Volume Email, the most specific ones first.</summary>
internal static class ExchangeOnlineReplies
{
    private const string SmtpAuth =
        "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission";

    private const string OAuth =
        "https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth";

    private const string Limits =
        "https://learn.microsoft.com/office365/servicedescriptions/exchange-online-service-description/exchange-online-limits";

    private const string HighVolume = "https://learn.microsoft.com/exchange/mail-flow-best-practices/high-volume-mails-m365";

    private const string CheckServer =
        "Check that -SmtpServer of profile '{profile}' is the provider's own submission server, reached directly, and offers "
        + "XOAUTH2: Test-OAuth2MailProfile -Name {profile}.";

    // These are known by the code alone as well.
    private static readonly CatalogueEntry s_sendAsDenied = new("SendAsDenied", FailureKind.PermissionDenied,
        "The sender of the message is not {mailbox}, and the account may not send in its name.",
        "Send with -From {mailbox}, or allow it: Add-RecipientPermission <sender> -Trustee {mailbox} -AccessRights SendAs "
        + "(an application: -Trustee <service principal>).")
    {
        Codes = ["554", "550"],
        Words = ["SendAsDenied", "not allowed to send as", "does not have permissions to send as"],
        Link = "https://learn.microsoft.com/exchange/recipients-in-exchange-online/manage-permissions-for-recipients",
    };

    private static readonly CatalogueEntry s_submissionThrottled = new("SubmissionThrottled", FailureKind.LimitExceeded,
        "Exchange Online allows 3 connections at once and 30 messages a minute for a mailbox.",
        "It is tried again by itself. Send more slowly (-RateLimit 25, -ThrottleLimit 2), and see what else sends with {mailbox}.")
    {
        Codes = ["432", "421", "451", "452"],
        Words = ["thread limit", "Concurrent connections", "STOREDRV.ClientSubmit"],
        IsTransient = true,
        Link = "https://aka.ms/concurrent_sending",
    };

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        // A 530 quotes the refusal that came before it.
        new("SmtpAuthenticationDisabled", FailureKind.Authentication,
            "Authenticated SMTP is switched off for the mailbox or for the whole tenant.",
            "Switch it on: Set-CASMailbox {mailbox} -SmtpClientAuthenticationDisabled $false, or Microsoft 365 admin center > "
            + "Users > the mailbox > Mail > Manage email apps > Authenticated SMTP. The mailbox's setting overrides the tenant's.")
        {
            Codes = ["535", "530", "550"],
            Words = ["SmtpClientAuthentication is disabled"],
            Link = "https://aka.ms/smtp_auth_disabled",
        },
        new("SmtpAuthenticationBlocked", FailureKind.Authentication,
            "The tenant's security defaults block authenticated SMTP.",
            "Switch them off (Entra admin center > Overview > Properties > Manage security defaults) and use Conditional Access "
            + "instead, or send as an application: New-OAuth2MailProfile -ExchangeApplication.")
        {
            Codes = ["535", "530"],
            Words = ["security defaults"],
            Link = "https://learn.microsoft.com/entra/fundamentals/security-defaults",
        },
        new("SmtpAuthenticationBlocked", FailureKind.Authentication,
            "A Conditional Access policy, or an authentication policy of Exchange, blocks SMTP for {mailbox}.",
            "Find the policy in Entra admin center > Sign-in logs, and exempt the mailbox there; an authentication policy is shown "
            + "by Get-User {mailbox} | Format-List AuthenticationPolicy.")
        {
            Codes = ["535", "530"],
            Words = ["did not meet the criteria"],
            Link = SmtpAuth,
        },
        new("BasicAuthenticationDisabled", FailureKind.Authentication,
            "The server took what it got for a password, and passwords are switched off.",
            CheckServer)
        {
            Codes = ["535", "530"],
            Words = ["basic authentication is disabled"],
            Link = SmtpAuth,
        },
        new("BasicAuthenticationDisabled", FailureKind.Authentication,
            "The server took what it got for a password, and Exchange Online takes only OAuth 2.0.",
            CheckServer)
        {
            Codes = ["550 5.7.30"],
            Link = SmtpAuth,
        },
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "Exchange Online does not let the application {clientId} send for {mailbox}.",
            "Either grant it the role SMTP.SendAsApp in Entra and, in Exchange, New-ServicePrincipal -AppId {clientId} -ObjectId "
            + "<object id of the *Enterprise application*, not of the app registration> and Add-MailboxPermission {mailbox} -User "
            + "<service principal> -AccessRights FullAccess (up to 30 minutes); or use App RBAC for SMTP: "
            + "Test-ServicePrincipalAuthorization -Identity {clientId} -Resource {mailbox} shows it (up to two hours). The audience of "
            + "the token must be https://outlook.office365.com: Test-OAuth2MailProfile -Name {profile} shows what it holds.")
        {
            Codes = ["535 5.7.3"],
            Words = ["Authentication unsuccessful"],
            Service = MailService.Microsoft,
            Grants = ["ClientCredentials"],
            Link = OAuth,
        },
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "Exchange Online accepts the token neither for SMTP nor for {mailbox}.",
            "Check that the token has the permission SMTP.Send and the audience https://outlook.office.com, and that its user is "
            + "{mailbox} or has Full Access to it (Add-MailboxPermission {mailbox} -User <user> -AccessRights FullAccess; up to 30 "
            + "minutes): Test-OAuth2MailProfile -Name {profile} shows what it holds. Whether the mailbox may use SMTP at all: "
            + "Get-CASMailbox {mailbox} | Format-List SmtpClientAuthenticationDisabled.")
        {
            Codes = ["535 5.7.3"],
            Words = ["Authentication unsuccessful"],
            Service = MailService.Microsoft,
            Link = OAuth,
        },
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "The connection is not authenticated, or its token has expired.",
            "Check that nothing between this machine and {server} opens the connection anew: Test-OAuth2MailProfile -Name {profile}.")
        {
            Codes = ["530 5.7.57"],
            Link = SmtpAuth,
        },
        new("MailboxAccessMissing", FailureKind.PermissionDenied,
            "The application or the user may not open the mailbox {mailbox}.",
            "Give the service principal (or the user) access: Add-MailboxPermission {mailbox} -User <service principal> -AccessRights "
            + "FullAccess. Whether the mailbox exists and has a licence: Get-EXOMailbox {mailbox}.")
        {
            Codes = ["430", "451", "432", "554", "550"],
            Words = ["MapiExceptionLogonFailed", "mailbox logon failure"],
            Link = OAuth,
        },
        s_sendAsDenied,
        s_sendAsDenied with { Codes = ["554 5.2.252", "550 5.7.60"], Words = [] },
        new("SendingQuotaExceeded", FailureKind.LimitExceeded,
            "{mailbox} has reached its limit of 10,000 recipients a day.",
            "Go on tomorrow (with -JournalPath, nobody gets the message twice), or use High Volume Email for internal recipients and "
            + "Azure Communication Services for others.")
        {
            Codes = ["554", "550", "452"],
            Words = ["SubmissionQuotaExceeded", "submission quota was exceeded", "daily limit for message recipients"],
            Link = Limits,
        },
        new("SendingQuotaExceeded", FailureKind.LimitExceeded,
            "The tenant has reached its daily limit of external recipients.",
            "Go on tomorrow (with -JournalPath, nobody gets the message twice). The limit grows with the number of licences.")
        {
            Codes = ["550 5.7.232", "550 5.7.233"],
            Link = Limits,
        },
        s_submissionThrottled,
        s_submissionThrottled with { Codes = ["432 4.3.2"], Words = [] },
        new("SenderRestricted", FailureKind.PermissionDenied,
            "Microsoft has blocked the mailbox {mailbox} for outgoing mail, because it looked like a source of spam.",
            "Unblock it: Microsoft Defender portal > Email & collaboration > Review > Restricted entities.")
        {
            Codes = ["550 5.1.8"],
            Link = "https://learn.microsoft.com/defender-office-365/outbound-spam-restore-restricted-users",
        },
        new("SaslMessageMalformed", FailureKind.InvalidData,
            "High Volume Email cannot read the XOAUTH2 message: the mailbox name or the token in it is not as it should be.",
            "Check -UserName of profile '{profile}', and report it if that is right.")
        {
            Codes = ["501 5.5.121", "501 5.5.122", "501 5.5.123", "501 5.5.124", "501 5.5.125", "501 5.5.126"],
            Link = HighVolume,
        },
        new("AccessTokenExpired", FailureKind.Authentication,
            "High Volume Email refuses tokens that have expired, or have less than about ten minutes left.",
            "Get a new one: Update-OAuth2Token -Name {profile} -Force. If it happens again, this machine's clock is off.")
        {
            Codes = ["535 5.7.142", "535 5.7.143"],
            Link = HighVolume,
        },
        new("PermissionMissing", FailureKind.Authentication,
            "The token does not hold the permission that High Volume Email needs.",
            "Entra admin center > the app registration {clientId} > API permissions > Add > APIs my organization uses > Office 365 "
            + "Exchange Online > Application permissions > Mail.Send, then Grant admin consent.")
        {
            Codes = ["535 5.7.144"],
            Link = HighVolume,
        },
        new("ApplicationNotAllowed", FailureKind.PermissionDenied,
            "The application {clientId} may not use the High Volume Email account {mailbox}.",
            "Allow it: Add-HVEAppAccess -Identity {mailbox} -AppId {clientId}. It takes five minutes to take effect.")
        {
            Codes = ["550 5.7.240"],
            Link = HighVolume,
        },
        new("ExternalRecipientRefused", FailureKind.Rejected,
            "High Volume Email delivers only to recipients within the organization.",
            "Send to the others with a profile of smtp.office365.com.")
        {
            Codes = ["550 5.5.105"],
            Link = HighVolume,
        },
    ];
}
