namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>SMTP replies of Gmail and Google Workspace.</summary>
internal static class GmailReplies
{
    private const string Replies = "https://support.google.com/a/answer/3726730";

    private const string XOAuth2 = "https://developers.google.com/workspace/gmail/imap/xoauth2-protocol";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "Google accepts the token neither for SMTP nor for {mailbox}.",
            "The token needs the scope https://mail.google.com/ (gmail.send is not enough for SMTP), and must be that of {mailbox} "
            + "itself: Test-OAuth2MailProfile -Name {profile} shows whose it is. In Google Workspace an administrator may have "
            + "switched Gmail off for the user.")
        {
            Codes = ["535 5.7.8"],
            Words = ["Username and Password not accepted", "support.google.com", "gsmtp"],
            Service = MailService.Google,
            Link = XOAuth2,
        },
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "Google wants the user to sign in on the web first.",
            "Sign in as {mailbox} in a browser, answer what Google asks, and authorize again: Invoke-OAuth2Authorization -Name {profile}.")
        {
            Codes = ["534 5.7.9", "534 5.7.14"],
            Words = ["log in", "WebLoginRequired"],
            Service = MailService.Google,
            Link = "https://support.google.com/mail/?p=WebLoginRequired",
        },
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "Google took what it got for a password.",
            "Check that -SmtpServer of profile '{profile}' is smtp.gmail.com, reached directly: Test-OAuth2MailProfile -Name {profile}.")
        {
            Codes = ["534 5.7.9"],
            Words = ["Application-specific password"],
            Link = "https://support.google.com/mail/?p=InvalidSecondFactor",
        },
        // The JSON in front of a refusal, whatever the reply after it says.
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "The server says that the token is bad or lacks the scope.",
            "For Gmail the token needs the scope https://mail.google.com/ (gmail.send is not enough for SMTP), and must be that of "
            + "{mailbox} itself: Test-OAuth2MailProfile -Name {profile} shows whose it is.")
        {
            Codes = ["535", "534"],
            Words = ["\"status\":\"400\"", "\"scope\":\"https://mail.google.com/\""],
            Link = XOAuth2,
        },
        new("SmtpAuthenticationUnavailable", FailureKind.Unavailable,
            "The server cannot authenticate anybody at the moment, or {mailbox} has signed in too often.",
            "It is tried again by itself; if that does not help, run it later.")
        {
            Codes = ["454 4.7.0"],
            IsTransient = true,
            Link = Replies,
        },
        new("SmtpServerBusy", FailureKind.Unavailable,
            "The server has closed the connection for now: it is busy, or this network or account sends too fast.",
            "It is tried again by itself; send more slowly (-RateLimit), or run it later.")
        {
            Codes = ["421 4.7.0", "421 4.3.0", "421 4.4.5"],
            IsTransient = true,
            Link = Replies,
        },
        new("RecipientBusy", FailureKind.Unavailable,
            "The recipient gets more mail at the moment than the server takes.",
            "It is tried again by itself; if that does not help, run it later.")
        {
            Codes = ["450 4.2.1"],
            IsTransient = true,
            Link = Replies,
        },
        new("TooManyRecipients", FailureKind.LimitExceeded,
            "The message has more recipients than the server takes at once.",
            "Send it in parts: -SplitRecipients.")
        {
            Codes = ["452 4.5.3"],
            IsTransient = true,
            Link = Replies,
        },
        new("SendingQuotaExceeded", FailureKind.LimitExceeded,
            "{mailbox} has reached Gmail's daily limit (500 recipients; Google Workspace: 2,000 messages).",
            "Go on tomorrow: with -JournalPath, nobody gets the message twice.")
        {
            Codes = ["550 5.4.5"],
            Link = "https://support.google.com/a/answer/166852",
        },
    ];
}
