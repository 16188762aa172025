namespace OAuth2Mail.Diagnostics.Catalogue;

/// <summary>SMTP replies of any server (RFC 5321, RFC 3463, RFC 4954), if no provider's table has them.</summary>
internal static class SmtpReplies
{
    private const string Auth = "https://www.rfc-editor.org/rfc/rfc4954#section-6";

    private const string Codes3463 = "https://www.rfc-editor.org/rfc/rfc3463";

    public static IReadOnlyList<CatalogueEntry> Entries { get; } =
    [
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "The server does not accept the token for {mailbox}.",
            "Check that it was issued for this mailbox and for SMTP: the account that consented, the scope ({scope}), and -UserName. "
            + "Test-OAuth2MailProfile -Name {profile} checks each step.")
        {
            Codes = ["535", "534", "538"],
            Link = Auth,
        },
        new("SmtpAuthenticationFailed", FailureKind.Authentication,
            "The server does not consider the connection authenticated.",
            "Test-OAuth2MailProfile -Name {profile} checks each step.")
        {
            Codes = ["530"],
            Link = Auth,
        },
        new("MessageTooLarge", FailureKind.LimitExceeded,
            "The message is larger than the server accepts.",
            "Attachments grow by a third when they are encoded: send less, or a link to the file.")
        {
            Codes = ["552 5.3.4", "552 5.2.3", "554 5.3.4"],
            Link = Codes3463,
        },
    ];
}
