using MailKit.Net.Smtp;
using MimeKit;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tokens;

namespace OAuth2Mail.Delivery;

/// <summary>
/// Sends any number of messages over one authenticated connection, which is opened with the first and reopened if it is lost.
/// Not thread-safe.
/// </summary>
internal sealed class MailSession(
    ProfileLocation location, TokenService tokens, TimeSpan timeout, TimeProvider time, IDiagnosticSink diagnostics)
    : IDisposable
{
    /// <summary>How long a server may take to answer, unless the caller says otherwise.</summary>
    public static TimeSpan DefaultTimeout => TimeSpan.FromMinutes(2);

    /// <summary>The minimum time to wait for the reply to a complete message, whatever the time-out.</summary>
    /// <remarks>RFC 5321 §4.5.3.2.6: a client that gives up sooner does not know whether it was delivered.</remarks>
    public TimeSpan FinalPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What the conversation is written to, without secrets; null for nothing.</summary>
    public ProtocolLog? ProtocolLog { get; init; }

    /// <summary>How many times a message was offered to a server so far.</summary>
    public int Offers { get; private set; }

    // Servers drop a connection that is idle for some minutes (RFC 5321 §4.5.3.2); a NOOP finds out without harm.
    private static readonly TimeSpan s_idleLimit = TimeSpan.FromSeconds(30);

    // Whoever stops a run wants to know of the message that has gone out, and does not wait a second for that.
    private static readonly TimeSpan s_lastPatience = TimeSpan.FromMilliseconds(500);

    private SubmissionConnection? _connection;
    private StoredProfile? _profile;
    private long _lastUse;
    private bool _hasWarned;

    /// <summary>Makes sure that there is an authenticated connection.</summary>
    /// <exception cref="OAuth2MailException">It cannot be opened.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null && await IsAliveAsync(_connection, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        Drop();
        ProtocolLog?.Open();
        // Before the connection: a profile without consent must fail at once, not after waiting for an unreachable server.
        (_profile, _) = await tokens.EnsureAsync(location, TokenDemand.Valid, cancellationToken).ConfigureAwait(false);
        try
        {
            _connection = await ConnectAsync(_profile, cancellationToken).ConfigureAwait(false);
        }
        catch (OAuth2MailException e) when (SmtpFailure.IsRefusedToken(e))
        {
            diagnostics.Verbose("The server refused the token; trying once more with a new one.");
            _profile = await tokens.ReplaceRefusedAsync(location, _profile!, e, cancellationToken).ConfigureAwait(false);
            _connection = await ConnectAsync(_profile, cancellationToken).ConfigureAwait(false);
        }

        _lastUse = time.GetTimestamp();
    }

    /// <summary>Delivers a message to all its recipients, as far as the server accepts them.</summary>
    /// <inheritdoc cref="SendAsync(ComposedMessage, IReadOnlyList{MailboxAddress}, DeliveryOptions, CancellationToken)"/>
    public Task<DeliveryReceipt> SendAsync(ComposedMessage message, CancellationToken cancellationToken) =>
        SendAsync(message, message.Recipients, new DeliveryOptions(), cancellationToken);

    /// <summary>Delivers a message in one transaction.</summary>
    /// <exception cref="OAuth2MailException">
    /// It was delivered to nobody, or (<c>DeliveryUncertain</c>) it is not known whether it was.
    /// </exception>
    public async Task<DeliveryReceipt> SendAsync(
        ComposedMessage message,
        IReadOnlyList<MailboxAddress> recipients,
        DeliveryOptions options,
        CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            await OpenAsync(cancellationToken).ConfigureAwait(false);
            SubmissionConnection connection = _connection!;
            Offers++;
            WarnWithoutNotification(connection, options);
            var transaction = new SmtpTransaction(message.Sender, recipients, options);
            var meter = new TransferMeter(
                () => connection.Client.Timeout = (int)(FinalPatience > timeout ? FinalPatience : timeout).TotalMilliseconds);
            using var ending = new CancellationTokenSource();
            using CancellationTokenRegistration registration = cancellationToken.Register(
                () => ending.CancelAfter(meter.IsComplete ? s_lastPatience : TimeSpan.Zero));
            try
            {
                string response = await connection.Client
                    .SubmitAsync(message, transaction, meter, ending.Token).ConfigureAwait(false);
                _lastUse = time.GetTimestamp();
                return new DeliveryReceipt(
                    ServerWords.SingleLine(response), attempt, meter.Bytes, transaction.Accepted, transaction.Refused);
            }
            catch (Exception e) when (DeliveryFault.Of(e, transaction, meter, _profile!) is DeliveryFault fault)
            {
                if (!fault.KeepsConnection)
                {
                    Drop();
                }

                if (attempt > 1 || fault.Remedy == DeliveryRemedy.None)
                {
                    throw fault.Failure;
                }

                diagnostics.Verbose($"{fault.Failure.Message} Connecting again.");
                if (fault.Remedy == DeliveryRemedy.Authenticate)
                {
                    _profile = await tokens.ReplaceRefusedAsync(location, _profile!, fault.Failure, cancellationToken)
                        .ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException e)
            {
                Drop();
                if (meter.IsComplete)
                {
                    throw new DeliveryCanceledException(ConnectionFailure.OfLostConnection(e, _profile!.Smtp, isComplete: true));
                }

                throw;
            }
            finally
            {
                // The longer time-out is only for the reply to the message. A dropped connection does not need it.
                if (_connection is not null)
                {
                    connection.Client.Timeout = (int)timeout.TotalMilliseconds;
                }
            }
        }
    }

    /// <summary>Disconnects from the server.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (_connection is SubmissionConnection connection)
        {
            _connection = null;
            await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection without QUIT.</summary>
    public void Dispose() => Drop();

    private async Task<SubmissionConnection> ConnectAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        SubmissionConnection connection = await SubmissionConnection
            .ConnectAsync(profile, timeout, ProtocolLog, diagnostics, cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.AuthenticateAsync(profile, cancellationToken).ConfigureAwait(false);
            diagnostics.Verbose($"Authenticated as '{profile.UserName}' ({connection.Mechanism}).");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private async Task<bool> IsAliveAsync(SubmissionConnection connection, CancellationToken cancellationToken)
    {
        if (!connection.Client.IsConnected || time.GetElapsedTime(_lastUse) < s_idleLimit)
        {
            return connection.Client.IsConnected;
        }

        try
        {
            await connection.Client.NoOpAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (ConnectionFailure.IsTransportFailure(e) || e is SmtpCommandException)
        {
            return false;
        }
    }

    // Once per run: a message without notifications is still a message.
    private void WarnWithoutNotification(SubmissionConnection connection, DeliveryOptions options)
    {
        if (!_hasWarned && options.AsksForNotification && !connection.Client.Capabilities.HasFlag(SmtpCapabilities.Dsn))
        {
            _hasWarned = true;
            diagnostics.Warning(
                $"'{_profile!.Smtp.Server}' does not offer delivery status notifications (DSN): messages are sent without them.");
        }
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }
}
