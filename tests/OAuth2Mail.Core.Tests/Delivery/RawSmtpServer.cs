using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using OAuth2Mail.LoopbackServers.Certificates;

namespace OAuth2Mail.Tests.Delivery;

/// <summary>A server that speaks as badly as it is told to: the loopback server is too well behaved for some things.</summary>
internal sealed class RawSmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly X509Certificate2 _certificate = TrustedAuthority.Authority.Issue(default(ServerCertificateKind));
    private readonly Task _serving;

    public RawSmtpServer(Func<RawSmtpServer, Stream, CancellationToken, Task> serve)
    {
        _listener.Start();
        _serving = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Thumbprint => _certificate.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256);

    /// <summary>What the client said, line by line.</summary>
    public List<string> Lines { get; } = [];

    public async Task<Stream> EncryptAsync(Stream stream, CancellationToken cancellationToken)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, cancellationToken);
        return secure;
    }

    /// <summary>Greets, and encrypts when asked to.</summary>
    /// <param name="stream">The connection.</param>
    /// <param name="clearHello">What EHLO is answered before TLS.</param>
    /// <param name="ready">What STARTTLS is answered, all in one piece.</param>
    /// <param name="cancellationToken">The end.</param>
    public async Task<Stream> StartTlsAsync(Stream stream, string clearHello, string ready, CancellationToken cancellationToken)
    {
        await SayAsync(stream, "220 raw ESMTP", cancellationToken);
        await ReadLineAsync(stream, cancellationToken);
        await SayAsync(stream, clearHello, cancellationToken);
        await ReadLineAsync(stream, cancellationToken);
        await SayAsync(stream, ready, cancellationToken);
        return await EncryptAsync(stream, cancellationToken);
    }

    /// <summary>Takes one message after the other, whoever sends it.</summary>
    public async Task TakeMessagesAsync(Stream stream, string hello, Func<string, Task> say, CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(stream, cancellationToken) is { } line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await say(hello);
                    break;
                case "AUTH":
                    await say("235 2.7.0 Welcome");
                    break;
                case "DATA":
                    await say("354 Go on");
                    while (await ReadLineAsync(stream, cancellationToken) is { } content && content != ".")
                    {
                    }

                    await say("250 2.0.0 OK queued as 1");
                    break;
                default:
                    await say("250 2.0.0 OK");
                    break;
            }
        }
    }

    public static Task SayAsync(Stream stream, string reply, CancellationToken cancellationToken)
        => stream.WriteAsync(Encoding.UTF8.GetBytes(reply + "\r\n"), cancellationToken).AsTask();

    public async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await stream.ReadAsync(one, cancellationToken) == 1)
        {
            if (one[0] == '\n')
            {
                lock (Lines)
                {
                    Lines.Add(line.ToString().TrimEnd('\r'));
                }

                return line.ToString().TrimEnd('\r');
            }

            line.Append((char)one[0]);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _certificate.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync(Func<RawSmtpServer, Stream, CancellationToken, Task> serve)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                await serve(this, client.GetStream(), _end.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The client has had enough, or the test is over.
            }
        }
    }
}
