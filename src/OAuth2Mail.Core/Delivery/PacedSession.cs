using MimeKit;
using OAuth2Mail.Messages;

namespace OAuth2Mail.Delivery;

/// <summary>A session that keeps to the run's pace, and tries again what failed for the time being.</summary>
/// <param name="session">The session; one message at a time.</param>
/// <param name="pacer">The pace of all sessions of the profile.</param>
/// <param name="retries">When to try again.</param>
internal sealed class PacedSession(MailSession session, SendPacer pacer, RetryPolicy retries) : IDisposable
{
    // Once a server could not be reached however long was waited, each further message asks only once whether it is back.
    private bool _isOutOfReach;

    /// <summary>Makes sure that there is an authenticated connection.</summary>
    /// <exception cref="OAuth2MailException">It cannot be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_isOutOfReach)
            {
                await session.OpenAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await retries.RunAsync(
                    async token =>
                    {
                        await session.OpenAsync(token).ConfigureAwait(false);
                        return true;
                    },
                    cancellationToken).ConfigureAwait(false);
            }

            _isOutOfReach = false;
        }
        catch (OAuth2MailException e) when (e.IsTransient)
        {
            _isOutOfReach = true;
            throw;
        }
    }

    /// <inheritdoc cref="MailSession.SendAsync(ComposedMessage, IReadOnlyList{MailboxAddress}, DeliveryOptions, CancellationToken)"/>
    public async Task<DeliveryReceipt> SendAsync(
        ComposedMessage message,
        IReadOnlyList<MailboxAddress> recipients,
        DeliveryOptions options,
        CancellationToken cancellationToken)
    {
        int before = session.Offers;
        DeliveryReceipt receipt = await retries.RunAsync(
            async token =>
            {
                await pacer.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    return await session.SendAsync(message, recipients, options, token).ConfigureAwait(false);
                }
                catch (OAuth2MailException e) when (IsComplaint(e))
                {
                    pacer.SlowDown();
                    throw;
                }
            },
            cancellationToken).ConfigureAwait(false);
        pacer.SpeedUp();
        return receipt with { Attempts = session.Offers - before };
    }

    /// <summary>Says goodbye to the server.</summary>
    public Task CloseAsync(CancellationToken cancellationToken) => session.CloseAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    // 432 and 421 say so in so many words; 452 and 454 are what busy servers answer.
    private static bool IsComplaint(OAuth2MailException e) =>
        e.IsTransient && e.ProviderCode is string code && code.Split(' ')[0] is "421" or "432" or "452" or "454";
}
