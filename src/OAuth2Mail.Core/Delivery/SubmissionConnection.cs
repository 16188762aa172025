using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Profiles;

namespace OAuth2Mail.Delivery;

/// <summary>
/// One connection to a submission server: encrypted always, then authenticated with the profile's token.
/// </summary>
internal sealed class SubmissionConnection : IDisposable
{
    private readonly TimeSpan _timeout;

    private SubmissionConnection(SubmissionClient client, TimeSpan timeout)
    {
        Client = client;
        _timeout = timeout;
    }

    public SubmissionClient Client { get; }

    /// <summary>Opens a connection and encrypts it; a server that does not offer TLS is disconnected at once.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="timeout">How long connecting as a whole may take, and authenticating, and each answer later.</param>
    /// <param name="protocolLog">The full path of a file that the conversation is appended to; null for none.</param>
    /// <param name="diagnostics">Told of the connection.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <exception cref="OAuth2MailException">It cannot be reached, or not safely.</exception>
    public static async Task<SubmissionConnection> ConnectAsync(
        StoredProfile profile, TimeSpan timeout, string? protocolLog, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        SmtpSettings smtp = profile.Smtp;
        var certificates = new CertificatePolicy(smtp, diagnostics);
        var client = new SubmissionClient(OpenLog(protocolLog))
        {
            Timeout = (int)timeout.TotalMilliseconds,
            CheckCertificateRevocation = certificates.ChecksRevocation,
            ServerCertificateValidationCallback = certificates.Validate,
            ProxyClient = SubmissionProxy.Create(profile.Proxy, smtp.CertificateRevocation),
        };
        var connection = new SubmissionConnection(client, timeout);
        // MailKit's time-out is for each read, and a server may send a byte now and then.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await client.ConnectAsync(
                smtp.Server,
                smtp.Port,
                smtp.Security == SmtpSecurity.ImplicitTls ? SecureSocketOptions.SslOnConnect : SecureSocketOptions.StartTls,
                limit.Token).ConfigureAwait(false);
            diagnostics.Verbose($"Connected to {smtp.Server}, {client.SslProtocol}.");
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw SmtpFailure.OfConnecting(
                limit.IsCancellationRequested ? new TimeoutException() : e, profile, certificates);
        }
    }

    /// <exception cref="OAuth2MailException">The server refuses the token, or offers no OAuth mechanism.</exception>
    public async Task AuthenticateAsync(StoredProfile profile, CancellationToken cancellationToken)
    {
        BearerMechanism mechanism = ChooseMechanism(profile);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_timeout);
        try
        {
            await Client.AuthenticateAsync(mechanism, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException
            || (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            throw SmtpFailure.OfSlowAuthentication(profile.Smtp, _timeout);
        }
        catch (AuthenticationException e)
        {
            throw SmtpFailure.OfAuthentication(e, mechanism, profile);
        }
        catch (SmtpCommandException e)
        {
            throw SmtpFailure.OfCommand(e, "SmtpAuthenticationFailed");
        }
        catch (Exception e) when (SmtpFailure.IsTransportFailure(e))
        {
            throw SmtpFailure.OfLostConnection(e, profile.Smtp, isComplete: false);
        }
    }

    /// <summary>Sends QUIT if the server is still connected, and closes the connection.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (SmtpFailure.IsTransportFailure(e) || e is SmtpCommandException)
        {
            // It is closed either way.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => Client.Dispose();

    // Its lines are MailKit's, which leaves out what authenticates.
    private static IProtocolLogger OpenLog(string? path)
    {
        try
        {
            return path is null ? new NullProtocolLogger() : new ProtocolLogger(RegularFile.Open(
                path, file => new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read))) { LogTimestamps = true };
        }
        catch (Exception e) when (RegularFile.IsFailure(e))
        {
            throw new OAuth2MailException(
                "ProtocolLogFailed",
                FailureKind.Unavailable,
                $"The protocol log '{path}' cannot be written: {e.Message}",
                "Give -ProtocolLogPath a file that this account can write, and that no other run uses.",
                e);
        }
    }

    private BearerMechanism ChooseMechanism(StoredProfile profile)
    {
        string accessToken = profile.Tokens!.AccessToken;
        if (Client.AuthenticationMechanisms.Contains("XOAUTH2"))
        {
            return new XOAuth2Mechanism(profile.UserName, accessToken);
        }

        if (Client.AuthenticationMechanisms.Contains("OAUTHBEARER"))
        {
            return new OAuthBearerMechanism(profile.UserName, accessToken, profile.Smtp.Server, profile.Smtp.Port);
        }

        string offered = Client.AuthenticationMechanisms.Count == 0
            ? "none"
            : string.Join(", ", Client.AuthenticationMechanisms.OrderBy(m => m, StringComparer.Ordinal));
        throw new OAuth2MailException(
            "SmtpOAuthNotOffered",
            FailureKind.NotSupported,
            $"'{profile.Smtp.Server}' offers no OAuth mechanism (XOAUTH2 or OAUTHBEARER); it offers: {offered}.",
            "Check that this is the provider's submission server.");
    }
}
