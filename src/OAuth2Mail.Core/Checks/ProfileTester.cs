using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MailKit.Net.Smtp;
using OAuth2Mail.Delivery;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Messages;
using OAuth2Mail.Profiles;
using OAuth2Mail.Tokens;
using OAuth2Mail.Vaults;

namespace OAuth2Mail.Checks;

/// <summary>Checks each step of sending a message, from the vault to the server, and stops at the first failure.</summary>
internal sealed class ProfileTester(
    ProfileRepository profiles, TokenService tokens, TimeProvider time, IDiagnosticSink diagnostics) : IDisposable
{
    /// <summary>How long each step that asks the network may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    private SubmissionConnection? _connection;
    private StoredProfile? _profile;
    private ProfileLocation _location;

    /// <summary>Runs the checks in order and hands each result on as it comes.</summary>
    /// <param name="name">The profile.</param>
    /// <param name="vault">Where it is; null to look for it.</param>
    /// <param name="sendTo">Whom to send a test message; null for none.</param>
    /// <param name="report">Takes a result.</param>
    /// <param name="cancellationToken">Stops the checks.</param>
    public async Task RunAsync(
        ProfileName name, string? vault, string? sendTo, Func<ProfileCheck, Task> report, CancellationToken cancellationToken)
    {
        (string Check, Func<CancellationToken, Task<Finding?>> Run)[] checks =
        [
            ("Vault", token => FindAsync(name, vault, token)),
            ("Token", EnsureTokenAsync),
            ("Dns", ResolveAsync),
            ("Tcp", ConnectTcpAsync),
            ("Tls", ConnectTlsAsync),
            ("Capability", _ => Task.FromResult<Finding?>(DescribeCapabilities())),
            ("Authentication", AuthenticateAsync),
            ("Sender", ProbeSenderAsync),
            ("Delivery", token => sendTo is null ? Task.FromResult<Finding?>(null) : DeliverAsync(sendTo, token)),
        ];

        bool failed = false;
        foreach ((string check, Func<CancellationToken, Task<Finding?>> run) in checks)
        {
            ProfileCheck result = failed
                ? new ProfileCheck(
                    name.ToString(), check, CheckStatus.Skipped, TimeSpan.Zero, "Not tried: an earlier check failed.")
                : await RunOneAsync(name, check, run, cancellationToken).ConfigureAwait(false);
            failed |= result.Status == CheckStatus.Failed;
            await report(result).ConfigureAwait(false);
        }
    }

    public void Dispose() => _connection?.Dispose();

    private async Task<ProfileCheck> RunOneAsync(
        ProfileName name, string check, Func<CancellationToken, Task<Finding?>> run, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        try
        {
            Finding? finding = await run(cancellationToken).ConfigureAwait(false);
            return finding is null
                ? new ProfileCheck(name.ToString(), check, CheckStatus.Skipped, TimeSpan.Zero, "Not requested, or left to the proxy.")
                : new ProfileCheck(
                    name.ToString(),
                    check,
                    finding.Advice is null ? CheckStatus.Passed : CheckStatus.Warning,
                    time.GetElapsedTime(start),
                    finding.Detail,
                    finding.Advice);
        }
        catch (OAuth2MailException e)
        {
            return new ProfileCheck(
                name.ToString(), check, CheckStatus.Failed, time.GetElapsedTime(start), e.Message, e.Advice);
        }
    }

    private async Task<Finding?> FindAsync(ProfileName name, string? vault, CancellationToken cancellationToken)
    {
        (_location, _profile) = await profiles.FindAsync(name, vault, cancellationToken).ConfigureAwait(false);
        return new Finding($"Found in vault '{_location.Vault}'.");
    }

    private async Task<Finding?> EnsureTokenAsync(CancellationToken cancellationToken)
    {
        (_profile, TokenSource source) =
            await tokens.EnsureAsync(_location, TokenDemand.Valid, cancellationToken).ConfigureAwait(false);
        string detail = string.Format(
            CultureInfo.CurrentCulture,
            "{0}, valid until {1:g}.",
            source == TokenSource.Vault ? "Stored" : "Obtained just now",
            _profile.Tokens!.ExpiresOn.ToLocalTime());
        IReadOnlyList<ExpiryNotice> notices = ExpiryNotice.For(_profile, time.GetUtcNow());
        return new Finding(
            string.Join(" ", notices.Select(notice => notice.Message).Prepend(detail)),
            notices.Count == 0 ? null : string.Join("\n", notices.Select(notice => notice.Remedy)));
    }

    // Behind a proxy, the proxy resolves the name and opens the connection.
    private async Task<Finding?> ResolveAsync(CancellationToken cancellationToken)
    {
        if (_profile!.Proxy is not null)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
#if NET
            IPAddress[] addresses =
                await Dns.GetHostAddressesAsync(_profile.Smtp.Server, cancellationToken).ConfigureAwait(false);
#else
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(_profile.Smtp.Server).ConfigureAwait(false);
#endif
            return new Finding(string.Join(", ", addresses.Take(4).Select(a => a.ToString())));
        }
        catch (SocketException e)
        {
            throw new OAuth2MailException(
                "SmtpServerNotFound",
                FailureKind.Connection,
                $"'{_profile.Smtp.Server}' cannot be resolved: {e.Message}",
                "Check the server's name and this machine's DNS.",
                e);
        }
    }

    private async Task<Finding?> ConnectTcpAsync(CancellationToken cancellationToken)
    {
        if (_profile!.Proxy is not null)
        {
            return null;
        }

        using var client = new TcpClient();
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        // .NET Framework takes no token here, and closing a socket in the middle makes it throw arbitrary exceptions (even
        // NullReferenceException): a late failure is ignored.
        Task connecting = client.ConnectAsync(_profile.Smtp.Server, _profile.Smtp.Port);
        Task first = await Task.WhenAny(connecting, Task.Delay(System.Threading.Timeout.Infinite, timeout.Token)).ConfigureAwait(false);
        if (first != connecting)
        {
            _ = connecting.ContinueWith(
                static late => _ = late.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            cancellationToken.ThrowIfCancellationRequested();
            throw Unreachable(FailureKind.Timeout, "no answer in time", cause: null);
        }

        try
        {
            await connecting.ConfigureAwait(false);
            return new Finding($"Connected to {client.Client.RemoteEndPoint}.");
        }
        catch (SocketException e)
        {
            throw Unreachable(FailureKind.Connection, e.Message, e);
        }

        OAuth2MailException Unreachable(FailureKind kind, string reason, Exception? cause) => new(
            "SmtpConnectFailed",
            kind,
            string.Format(
                CultureInfo.InvariantCulture,
                "Port {0} of '{1}' cannot be reached: {2}", _profile.Smtp.Port, _profile.Smtp.Server, reason),
            "Check the firewall for outgoing connections to the port; behind a proxy, give it with -Proxy.",
            cause);
    }

    private async Task<Finding?> ConnectTlsAsync(CancellationToken cancellationToken)
    {
        _connection = await SubmissionConnection
            .ConnectAsync(_profile!, Timeout, protocolLog: null, diagnostics, cancellationToken).ConfigureAwait(false);
        return new Finding($"{_connection.Client.SslProtocol}, {_profile!.Smtp.Security}.");
    }

    private Finding DescribeCapabilities()
    {
        SubmissionClient client = _connection!.Client;
        string size = client.Capabilities.HasFlag(SmtpCapabilities.Size) && client.MaxSize > 0
            ? string.Format(CultureInfo.InvariantCulture, "; messages up to {0:N0} bytes", client.MaxSize)
            : "";
        return new Finding(
            $"AUTH {string.Join(" ", client.AuthenticationMechanisms.OrderBy(m => m, StringComparer.Ordinal))}{size}");
    }

    private async Task<Finding?> AuthenticateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _connection!.AuthenticateAsync(_profile!, cancellationToken).ConfigureAwait(false);
            return new Finding($"Authenticated as '{_profile!.UserName}'.");
        }
        catch (OAuth2MailException e) when (SmtpFailure.IsRefusedToken(e))
        {
            // As sending does: a token can become invalid before it expires, and a new one fixes that.
            _profile = await tokens.ReplaceRefusedAsync(_location, _profile!, e, cancellationToken).ConfigureAwait(false);
            _connection!.Dispose();
            _connection = await SubmissionConnection
                .ConnectAsync(_profile, Timeout, protocolLog: null, diagnostics, cancellationToken).ConfigureAwait(false);
            await _connection.AuthenticateAsync(_profile, cancellationToken).ConfigureAwait(false);
            return new Finding($"Authenticated as '{_profile.UserName}' with a new token; the stored one was refused.");
        }
    }

    private async Task<Finding?> ProbeSenderAsync(CancellationToken cancellationToken)
    {
        string sender = _profile!.From ?? _profile.UserName;
        try
        {
            SmtpResponse answer = await _connection!.Client
                .ProbeSenderAsync(MailAddress.Parse(sender, "-From"), cancellationToken).ConfigureAwait(false);
            return (int)answer.StatusCode < 300
                ? new Finding($"'{sender}' is accepted.")
                : throw SmtpFailure.OfCommand(
                    new SmtpCommandException(SmtpErrorCode.SenderNotAccepted, answer.StatusCode, answer.Response), "SenderRefused");
        }
        catch (Exception e) when (SmtpFailure.IsTransportFailure(e))
        {
            throw SmtpFailure.OfLostConnection(e, _profile.Smtp, isComplete: false);
        }
    }

    private async Task<Finding?> DeliverAsync(string sendTo, CancellationToken cancellationToken)
    {
        using ComposedMessage message = MessageComposer.Compose(
            new OutgoingMessage
            {
                To = [sendTo],
                Subject = $"Test of the OAuth2Mail profile {_location.Name}",
                TextBody = $"This message was sent by Test-OAuth2MailProfile with the profile {_location.Name}.",
            },
            _profile!.From ?? _profile.UserName,
            time.GetLocalNow());
        using var session = new MailSession(_location, tokens, Timeout, time, diagnostics);
        DeliveryReceipt receipt = await session.SendAsync(message, cancellationToken).ConfigureAwait(false);
        await session.CloseAsync(cancellationToken).ConfigureAwait(false);
        return new Finding($"Sent to {sendTo}: {ServerWords.SingleLine(receipt.ServerResponse)}");
    }

    /// <param name="Detail">What was found.</param>
    /// <param name="Advice">What to do about it soon; null if all is well.</param>
    private sealed record Finding(string Detail, string? Advice = null);
}
