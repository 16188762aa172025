using MailKit;
using MailKit.Net.Smtp;
using MimeKit;

namespace OAuth2Mail.Delivery;

/// <summary>MailKit's client, with transactions that go on without a refused recipient, and a probe of the sender.</summary>
internal sealed class SubmissionClient : SmtpClient
{
    private SmtpTransaction? _transaction;

    /// <summary>Sends a message to those of a transaction's recipients that the server accepts.</summary>
    /// <returns>The server's answer to the message.</returns>
    public async Task<string> SubmitAsync(
        MimeMessage message, SmtpTransaction transaction, ITransferProgress progress, CancellationToken cancellationToken)
    {
        _transaction = transaction;
        try
        {
            return await SendAsync(message, transaction.Sender, transaction.Recipients, cancellationToken, progress)
                .ConfigureAwait(false);
        }
        finally
        {
            _transaction = null;
        }
    }

    /// <summary>Asks whether the server takes a sender, and takes the question back (MAIL FROM, RSET).</summary>
    /// <returns>The server's answer to MAIL FROM.</returns>
    public async Task<SmtpResponse> ProbeSenderAsync(MailboxAddress sender, CancellationToken cancellationToken)
    {
        SmtpResponse answer = await SendCommandAsync($"MAIL FROM:<{sender.GetAddress(idnEncode: true)}>", cancellationToken)
            .ConfigureAwait(false);
        await SendCommandAsync("RSET", cancellationToken).ConfigureAwait(false);
        return answer;
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _transaction!.Accept(mailbox);

    protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
        _transaction!.Refuse(mailbox, response);

    protected override void OnNoRecipientsAccepted(MimeMessage message) => throw SmtpTransaction.RecipientsRefused();
}
