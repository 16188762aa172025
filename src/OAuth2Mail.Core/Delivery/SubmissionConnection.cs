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

    private readonly CertificatePolicy _certificates;

    private SubmissionConnection(SubmissionClient client, CertificatePolicy certificates, TimeSpan timeout)
    {
        Client = client;
        _certificates = certificates;
        _timeout = timeout;
    }

    public SubmissionClient Client { get; }

    /// <summary>The certificate that the server showed.</summary>
    public ServerCertificate? Certificate => _certificates.Certificate;

    /// <summary>The SASL mechanism that authenticated it; null before that.</summary>
    public string? Mechanism { get; private set; }

    /// <summary>Opens a connection and encrypts it; a server that does not offer TLS is disconnected at once.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="timeout">How long connecting as a whole may take, and authenticating, and each answer later.</param>
    /// <param name="protocolLog">What the conversation is written to; null for nothing.</param>
    /// <param name="diagnostics">Told of the connection.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <exception cref="OAuth2MailException">It cannot be reached, or not safely.</exception>
    public static async Task<SubmissionConnection> ConnectAsync(
        StoredProfile profile, TimeSpan timeout, ProtocolLog? protocolLog, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        SmtpSettings smtp = profile.Smtp;
        var certificates = new CertificatePolicy(smtp, diagnostics);
        var meter = new ReplyMeter(protocolLog?.ForConnection() ?? new NullProtocolLogger(), TimeProvider.System);
        var client = new SubmissionClient(meter)
        {
            Timeout = (int)timeout.TotalMilliseconds,
            CheckCertificateRevocation = certificates.ChecksRevocation,
            ServerCertificateValidationCallback = certificates.Validate,
            ProxyClient = SubmissionProxy.Create(profile.Proxy, smtp.CertificateRevocation),
        };
        // It changes: the reply to a message may take longer.
        meter.Patience = () => TimeSpan.FromMilliseconds(client.Timeout);
        var connection = new SubmissionConnection(client, certificates, timeout);
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
            diagnostics.Verbose(
                $"Connected to {ConnectionFailure.Address(smtp)}: {smtp.Security}, {client.SslProtocol}, certificate "
                + $"'{certificates.Certificate?.Subject}'; AUTH {string.Join(" ", client.AuthenticationMechanisms)}.");
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw ConnectionFailure.OfConnecting(
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
            Mechanism = mechanism.MechanismName;
        }
        catch (Exception e) when (e is TimeoutException
            || (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested))
        {
            throw ConnectionFailure.OfSlowAuthentication(profile.Smtp, _timeout);
        }
        catch (AuthenticationException e)
        {
            throw SmtpFailure.OfAuthentication(e, mechanism, profile);
        }
        catch (SmtpCommandException e)
        {
            throw SmtpFailure.OfCommand(e, "SmtpAuthenticationFailed", profile);
        }
        catch (Exception e) when (ConnectionFailure.IsTransportFailure(e))
        {
            throw ConnectionFailure.OfLostConnection(e, profile.Smtp, isComplete: false);
        }
    }

    /// <exception cref="OAuth2MailException">The server offers no OAuth mechanism.</exception>
    public void RequireMechanism(StoredProfile profile)
    {
        if (Client.AuthenticationMechanisms.Contains("XOAUTH2") || Client.AuthenticationMechanisms.Contains("OAUTHBEARER"))
        {
            return;
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

    /// <summary>Sends QUIT if the server is still connected, and closes the connection.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Client.DisconnectAsync(quit: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (ConnectionFailure.IsTransportFailure(e) || e is SmtpCommandException)
        {
            // It is closed either way.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => Client.Dispose();

    private BearerMechanism ChooseMechanism(StoredProfile profile)
    {
        RequireMechanism(profile);
        string accessToken = profile.Tokens!.AccessToken;
        return Client.AuthenticationMechanisms.Contains("XOAUTH2")
            ? new XOAuth2Mechanism(profile.UserName, accessToken)
            : new OAuthBearerMechanism(profile.UserName, accessToken, profile.Smtp.Server, profile.Smtp.Port);
    }
}
