using System.Globalization;
using MailKit.Net.Smtp;
using MimeKit;
using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;

namespace OAuth2Mail;

/// <summary>A recipient that the submission server did not accept.</summary>
public sealed class RefusedRecipient
{
    internal RefusedRecipient(MailboxAddress mailbox, SmtpResponse response)
    {
        Mailbox = mailbox;
        Code = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        Words = ServerWords.SingleLine(response.Response);
    }

    // Not Address: an array has a method of that name, which would hide it in $result.RefusedRecipients.Address.

    /// <summary>The recipient's address.</summary>
    public string Recipient => Mailbox.Address;

    /// <summary>The server's reply to RCPT TO: the code, and its own words.</summary>
    public string ServerResponse => $"{Code} {Words}";

    internal MailboxAddress Mailbox { get; }

    internal string Code { get; }

    internal string Words { get; }

    /// <summary>Whether the server only refuses further recipients in this transaction (RFC 3463 X.5.3).</summary>
    internal bool IsOneTooMany => Code == "452" && Words.StartsWith("4.5.3", StringComparison.Ordinal);

    /// <summary>Whether the same recipient may be accepted later.</summary>
    internal bool IsTemporary => SmtpFailure.IsTemporary(Code, Words);

    /// <summary>The address and the reply.</summary>
    public override string ToString() => $"{Recipient}: {ServerResponse}";
}
