using System.Text;
using MimeKit;
using MimeKit.Utils;

namespace OAuth2Mail.Messages;

/// <summary>Writes what the user said into a message's headers.</summary>
internal static class MessageHeaders
{
    // Each with the parameter that sets it; null if there is none, because the module or a server writes it.
    private static readonly Dictionary<string, string?> s_owned = new(StringComparer.OrdinalIgnoreCase)
    {
        ["From"] = "-From",
        ["To"] = "-To",
        ["Cc"] = "-Cc",
        ["Bcc"] = "-Bcc",
        ["Reply-To"] = "-ReplyTo",
        ["Subject"] = "-Subject",
        ["Message-ID"] = "-MessageId",
        ["In-Reply-To"] = "-InReplyTo",
        ["References"] = "-References",
        ["Disposition-Notification-To"] = "-ReadReceiptTo",
        ["Priority"] = "-Priority",
        ["Importance"] = "-Priority",
        ["Sender"] = null,
        ["Date"] = null,
        ["MIME-Version"] = null,
        ["Received"] = null,
        ["Return-Path"] = null,
    };

    /// <param name="message">Where they go.</param>
    /// <param name="outgoing">What the user described.</param>
    /// <param name="domain">The sender's, for a new Message-ID.</param>
    /// <exception cref="OAuth2MailException">A name, a value or an address is bad.</exception>
    public static void Apply(MimeMessage message, OutgoingMessage outgoing, string domain)
    {
        message.ReplyTo.AddRange(MailAddress.ParseAll(outgoing.ReplyTo, "-ReplyTo"));
        MailAddress.Encode(
            message.From.Concat(message.To).Concat(message.Cc).Concat(message.ReplyTo).Cast<MailboxAddress>(), outgoing.Encoding);
        HeaderLines.FitAddresses(message);
        string subject = HeaderText.Check(outgoing.Subject ?? "", "-Subject");
        message.Headers.Replace(HeaderLines.Text("Subject", Charset.ForHeader(outgoing.Encoding, subject), subject));
        ApplyConversation(message, outgoing, domain);
        if (outgoing.Priority != MessagePriority.Normal)
        {
            message.Priority = outgoing.Priority;
            message.Importance = outgoing.Priority == MessagePriority.Urgent ? MessageImportance.High : MessageImportance.Low;
        }

        if (outgoing.ReadReceiptTo.Count > 0)
        {
            List<MailboxAddress> readers = MailAddress.ParseAll(outgoing.ReadReceiptTo, "-ReadReceiptTo");
            MailAddress.Encode(readers, outgoing.Encoding);
            message.Headers.Add(HeaderLines.Addresses("Disposition-Notification-To", readers));
        }

        if (outgoing.IsAutoSubmitted)
        {
            message.Headers.Add("Auto-Submitted", "auto-generated");
            message.Headers.Add("X-Auto-Response-Suppress", "All");
        }

        ApplyOwn(message, outgoing);
    }

    private static void ApplyConversation(MimeMessage message, OutgoingMessage outgoing, string domain)
    {
        message.MessageId = outgoing.MessageId is null
            ? MimeUtils.GenerateMessageId(domain)
            : MessageId.Parse(outgoing.MessageId, "-MessageId");
        List<string> references = MessageId.ParseAll(outgoing.References, "-References");
        if (outgoing.InReplyTo is not null)
        {
            message.InReplyTo = MessageId.Parse(outgoing.InReplyTo, "-InReplyTo");

            // RFC 5322 §3.6.4: the references end with the message that is answered.
            references.Remove(message.InReplyTo);
            references.Add(message.InReplyTo);
        }

        message.References.AddRange(references);
    }

    private static void ApplyOwn(MimeMessage message, OutgoingMessage outgoing)
    {
        HashSet<string> present = new(message.Headers.Select(header => header.Field), StringComparer.OrdinalIgnoreCase);
        foreach ((string name, string value) in outgoing.Headers.Select(header => (header.Key, header.Value)))
        {
            HeaderText.CheckName(name);
            if (s_owned.TryGetValue(name, out string? parameter) || IsReserved(name) || present.Contains(name))
            {
                throw new OAuth2MailException(
                    "HeaderReserved",
                    FailureKind.InvalidArgument,
                    $"-Header: '{name}' is written by the module or by a server.",
                    parameter is null ? "Leave it out." : $"Use {parameter}.");
            }

            string text = HeaderText.Check(value, $"-Header {name}");
            Encoding encoding = Charset.ForHeader(outgoing.Encoding, text);
            message.Headers.Add(HeaderLines.Text(name, encoding, text));
        }
    }

    private static bool IsReserved(string name) =>
        name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("Resent-", StringComparison.OrdinalIgnoreCase);
}
