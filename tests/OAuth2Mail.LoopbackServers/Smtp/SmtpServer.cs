using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using OAuth2Mail.LoopbackServers.Authorization;

namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>A submission server on loopback that checks tokens, keeps what it receives, and fails on demand.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _plain = new(IPAddress.Loopback, 0);
    private readonly TcpListener _secure = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentQueue<ReceivedMessage> _messages = new();
    private readonly ConcurrentQueue<SmtpSession> _sessions = new();
    private readonly ConcurrentDictionary<int, Task> _conversations = new();
    private readonly MailboxAccess _access = new();
    private Task _accepting = Task.CompletedTask;
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _connections;

    private SmtpServer(SmtpServerOptions options) => Options = options;

    /// <summary>The address that both listeners are bound to.</summary>
    public static string Host => "127.0.0.1";

    /// <summary>How the server behaves; may be changed between connections.</summary>
    public SmtpServerOptions Options { get; set; }

    /// <summary>The port that begins in clear and offers STARTTLS.</summary>
    public int StartTlsPort => ((IPEndPoint)_plain.LocalEndpoint).Port;

    /// <summary>The port that begins with TLS.</summary>
    public int ImplicitTlsPort => ((IPEndPoint)_secure.LocalEndpoint).Port;

    /// <summary>What should go wrong.</summary>
    public SmtpFaults Faults { get; } = new();

    /// <summary>The messages received, in the order of their arrival.</summary>
    public IReadOnlyList<ReceivedMessage> Messages => [.. _messages];

    /// <summary>All connections since the start.</summary>
    public IReadOnlyList<SmtpSession> Sessions => [.. _sessions];

    /// <summary>The commands of all connections, one after the other.</summary>
    public IReadOnlyList<string> Commands => [.. _sessions.SelectMany(static session => session.Commands)];

    /// <summary>Connections that are open now.</summary>
    public int OpenConnections => _sessions.Count(static session => !session.IsClosed);

    /// <summary>Connections since the start.</summary>
    public int TotalConnections => _sessions.Count;

    /// <summary>Starts a server on two free ports.</summary>
    public static Task<SmtpServer> StartAsync(SmtpServerOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var server = new SmtpServer(options);
        server._plain.Start();
        server._secure.Start();
        server._accepting = Task.WhenAll(
            server.AcceptAsync(server._plain, isImplicitTls: false), server.AcceptAsync(server._secure, isImplicitTls: true));
        return Task.FromResult(server);
    }

    /// <summary>Lets a token's user, or a client that acts for itself, send as another mailbox.</summary>
    /// <param name="principal">The token's user, or the client id of an app-only token.</param>
    /// <param name="mailbox">The mailbox named in the SASL exchange.</param>
    public void GrantMailbox(string principal, string mailbox) => _access.Grant(principal, mailbox);

    /// <summary>Waits until so many messages have come, and returns them all.</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> WaitForMessagesAsync(
        int count, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        while (true)
        {
            // Taken before counting, so that an arrival in between is not slept through.
            var arrival = Volatile.Read(ref _arrival);
            if (_messages.Count >= count)
            {
                return Messages;
            }

            try
            {
                await arrival.Task.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException($"{_messages.Count} of {count} messages came within {timeout}.");
            }
        }
    }

    /// <summary>Forgets messages and finished connections; what is open stays.</summary>
    public void Clear()
    {
        _messages.Clear();
        var open = _sessions.Where(static session => !session.IsClosed).ToList();
        _sessions.Clear();
        open.ForEach(_sessions.Enqueue);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _plain.Stop();
        _secure.Stop();
        await _accepting;
        await Task.WhenAll(_conversations.Values);
        _stopping.Dispose();
    }

    internal bool Allows(TokenInfo token, string mailbox) => _access.Allows(token, mailbox, Options.AcceptedScopes);

    internal void Keep(ReceivedMessage message)
    {
        _messages.Enqueue(message);
        Interlocked.Exchange(ref _arrival, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    private async Task AcceptAsync(TcpListener listener, bool isImplicitTls)
    {
        while (true)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(_stopping.Token);
                client.NoDelay = true;
                var id = Interlocked.Increment(ref _connections);
                var session = new SmtpSession(id, isImplicitTls);
                _sessions.Enqueue(session);
                _conversations[id] = ConverseAsync(client, session);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
        }
    }

    private async Task ConverseAsync(TcpClient client, SmtpSession session)
    {
        try
        {
            using (client)
            {
                await using var wire = new SmtpWire(client.GetStream());
                if (session.IsImplicitTls)
                {
                    await wire.UpgradeAsync(Options.Certificate, _stopping.Token);
                }

                await new SmtpConversation(this, session, wire).RunAsync(_stopping.Token);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or SocketException
            or ObjectDisposedException or AuthenticationException)
        {
            // The client went away, refused the certificate, or the server stops: a conversation may end like this.
        }
        finally
        {
            session.IsClosed = true;
            _conversations.TryRemove(session.ConnectionId, out _);
        }
    }
}
