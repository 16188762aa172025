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
        Reply = new SmtpReply(
            ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), ServerWords.SingleLine(response.Response));
    }

    // Not Address: an array has a method of that name, which would hide it in $result.RefusedRecipients.Address.

    /// <summary>The recipient's address.</summary>
    public string Recipient => Mailbox.Address;

    /// <summary>The server's reply to RCPT TO: the code, and its own words.</summary>
    public string ServerResponse => Reply.ToString();

    internal MailboxAddress Mailbox { get; }

    internal SmtpReply Reply { get; }

    /// <summary>Whether the server only refuses further recipients in this transaction (RFC 3463 X.5.3).</summary>
    internal bool IsOneTooMany => Reply.Status == "452 4.5.3";

    /// <summary>Whether the same recipient may be accepted later.</summary>
    internal bool IsTemporary => Reply.IsTemporary;

    /// <summary>The address and the reply.</summary>
    public override string ToString() => $"{Recipient}: {ServerResponse}";
}
