using System.Globalization;
using System.Text.RegularExpressions;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;
using OAuth2Mail.Providers;

namespace OAuth2Mail.Delivery;

/// <summary>Turns the replies of a submission server into failures with advice.</summary>
internal static class SmtpFailure
{
    // MailKit words it "535: 5.7.3 Authentication unsuccessful", except for a 534 right after AUTH, which it reports without
    // the code.
    private static readonly Regex s_authenticationReply =
        new(@"^(\d{3}):\s*(.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    /// <summary>Whether the server refused the token (535, RFC 4954 §6), so that a new one may help.</summary>
    public static bool IsRefusedToken(OAuth2MailException e) =>
        e.ProviderCode?.StartsWith("535", StringComparison.Ordinal) == true;

    /// <summary>The failure for a refused token.</summary>
    /// <param name="e">MailKit's exception, which holds the reply.</param>
    /// <param name="mechanism">Keeps the JSON that came before the reply.</param>
    /// <param name="profile">The profile, for the advice.</param>
    public static OAuth2MailException OfAuthentication(
        AuthenticationException e, BearerMechanism mechanism, StoredProfile profile)
    {
        Match match = s_authenticationReply.Match(e.Message);
        string words = (match.Success ? match.Groups[2].Value : e.Message)
            + (mechanism.Refusal is { Length: > 0 } json ? $" {json}" : "");
        var reply = new SmtpReply(match.Success ? match.Groups[1].Value : "534", words);
        string server = ConnectionFailure.Address(profile.Smtp);
        AdviceSubject subject = ProfileSubject.Of(profile);

        // RFC 4954 §6: with a 4xx nothing is wrong with the token; the server cannot tell now.
        return reply.Code[0] == '4'
            ? Of(reply, profile, $"'{server}' cannot authenticate '{profile.UserName}' at the moment: {reply}", new Otherwise(
                "SmtpAuthenticationUnavailable", FailureKind.Unavailable, "Try again later; the refusal is temporary."))
            : Of(reply, profile, $"'{server}' refused the token of '{profile.UserName}': {reply}", new Otherwise(
                "SmtpAuthenticationFailed",
                FailureKind.Authentication,
                ErrorCatalogue.FindReply("535", "", subject)!.AdviceFor(subject)));
    }

    /// <summary>The failure for a command that the server refused.</summary>
    /// <param name="e">The refusal.</param>
    /// <param name="errorId">What it is if the catalogue does not know the reply.</param>
    /// <param name="profile">The profile, for the advice.</param>
    public static OAuth2MailException OfCommand(SmtpCommandException e, string errorId, StoredProfile profile)
    {
        var reply = SmtpReply.Of(e);
        string subject = e.Mailbox is null ? "" : $" <{e.Mailbox.Address}>";
        string what = e.ErrorCode switch
        {
            SmtpErrorCode.SenderNotAccepted => $"The server refused the sender{subject}",
            SmtpErrorCode.MessageNotAccepted => "The server refused the message",
            _ => "The server answered",
        };
        return Of(reply, profile, $"{what}: {reply}", new Otherwise(errorId, FailureKind.Rejected));
    }

    /// <summary>The failure for one recipient of a message that goes to the others.</summary>
    public static OAuth2MailException OfRecipient(RefusedRecipient recipient, StoredProfile profile) => new(
        "RecipientRefused",
        FailureKind.Rejected,
        $"The server refused the recipient <{recipient.Recipient}>: {recipient.ServerResponse}",
        AdviceFor(recipient, profile))
    {
        ProviderCode = recipient.Reply.Status,
        ServerResponse = recipient.ServerResponse,
    };

    /// <summary>The failure for a message that goes to nobody because of its recipients.</summary>
    public static OAuth2MailException OfRecipients(IReadOnlyList<RefusedRecipient> refused, StoredProfile profile)
    {
        string message = "Nothing was sent, because the server refused the recipient "
            + string.Join("; ", refused.Select(r => $"<{r.Recipient}>: {r.ServerResponse}"));
        bool isTemporary = refused.All(recipient => recipient.IsTemporary);

        // Where each was refused for a reason of its own, no single one is the message's.
        return refused.All(recipient => recipient.Reply.Status == refused[0].Reply.Status)
            ? Of(refused[0].Reply, profile, message, new Otherwise(
                "MessageRejected",
                FailureKind.Rejected,
                isTemporary ? "The refusal is temporary: send it again later." : null))
            : new OAuth2MailException(
                "MessageRejected",
                FailureKind.Rejected,
                message,
                refused.Select(recipient => AdviceFor(recipient, profile)).FirstOrDefault(advice => advice is not null))
            {
                ProviderCode = refused[0].Reply.Status,
                ServerResponse = refused[0].ServerResponse,
                IsTransient = isTemporary,
            };
    }

    /// <summary>The failure of one of a message's transactions.</summary>
    /// <param name="e">What failed.</param>
    /// <param name="batch">The transaction's recipients.</param>
    /// <param name="unsent">Recipients of the transactions that were not attempted.</param>
    public static OAuth2MailException OfBatch(
        OAuth2MailException e, IReadOnlyList<MailboxAddress> batch, IReadOnlyList<MailboxAddress> unsent) => e.Saying(
        $"{e.Message} This was the transaction for {Join(batch)}."
        + (unsent.Count == 0 ? "" : $" Not tried: {Join(unsent)}."));

    /// <summary>The failure for a message that is larger than the server's SIZE (RFC 1870).</summary>
    public static OAuth2MailException OfSize(long size, long limit) => new(
        "MessageTooLarge",
        FailureKind.LimitExceeded,
        string.Format(
            CultureInfo.InvariantCulture,
            "The message has {0:N0} bytes as it is sent, but the server accepts only {1:N0}. Nothing was sent.",
            size,
            limit),
        "Attachments grow by a third when they are encoded: send less, or a link to the file.");

    /// <summary>The failure for an address that the server cannot take (RFC 6531).</summary>
    public static OAuth2MailException OfUtf8Address(MailboxAddress mailbox) => new(
        "SmtpUtf8NotOffered",
        FailureKind.NotSupported,
        $"'{mailbox.Address}' has non-ASCII characters before the @, but the server does not offer SMTPUTF8. Nothing was sent.",
        "Use another address of that mailbox, or a server that offers SMTPUTF8.");

    /// <summary>The failure for a server that wants authentication again and again (530).</summary>
    public static OAuth2MailException OfMissingAuthentication(ServiceNotAuthenticatedException e, StoredProfile profile)
    {
        var reply = new SmtpReply("530", e.Message);
        return Of(
            reply,
            profile,
            $"'{ConnectionFailure.Address(profile.Smtp)}' does not consider the connection authenticated: {reply}",
            new Otherwise("SmtpAuthenticationFailed", FailureKind.Authentication));
    }

    private static OAuth2MailException Of(SmtpReply reply, StoredProfile profile, string message, Otherwise otherwise)
    {
        AdviceSubject subject = ProfileSubject.Of(profile);
        return ErrorCatalogue.FindReply(reply.Status, reply.Words, subject) is CatalogueEntry entry
            ? new OAuth2MailException(entry, subject, message) { ProviderCode = reply.Status, ServerResponse = reply.ToString() }
            : new OAuth2MailException(otherwise.ErrorId, otherwise.Kind, message, otherwise.Advice)
            {
                ProviderCode = reply.Status,
                ServerResponse = reply.ToString(),
                IsTransient = reply.Code[0] == '4',
            };
    }

    private static string? AdviceFor(RefusedRecipient recipient, StoredProfile profile)
    {
        AdviceSubject subject = ProfileSubject.Of(profile);
        string? known = ErrorCatalogue.FindReply(recipient.Reply.Status, recipient.Reply.Words, subject)?.AdviceFor(subject);
        return recipient.IsTemporary ? $"{known} The refusal is temporary: send to this recipient again later.".TrimStart() : known;
    }

    private static string Join(IEnumerable<MailboxAddress> mailboxes) => string.Join(", ", mailboxes.Select(m => m.Address));

    /// <summary>What a reply is that the catalogue does not know.</summary>
    private sealed record Otherwise(string ErrorId, FailureKind Kind, string? Advice = null);
}
