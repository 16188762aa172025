using MailKit.Net.Smtp;
using MimeKit;

namespace OAuth2Mail.Delivery;

/// <summary>MailKit's client with the one command more that a check needs.</summary>
internal sealed class SubmissionClient : SmtpClient
{
    /// <summary>Asks whether the server takes a sender, and takes the question back (MAIL FROM, RSET).</summary>
    /// <returns>The server's answer to MAIL FROM.</returns>
    public async Task<SmtpResponse> ProbeSenderAsync(MailboxAddress sender, CancellationToken cancellationToken)
    {
        SmtpResponse answer = await SendCommandAsync($"MAIL FROM:<{sender.GetAddress(idnEncode: true)}>", cancellationToken)
            .ConfigureAwait(false);
        await SendCommandAsync("RSET", cancellationToken).ConfigureAwait(false);
        return answer;
    }
}
