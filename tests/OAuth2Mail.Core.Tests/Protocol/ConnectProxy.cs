using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuth2Mail.Tests.Protocol;

/// <summary>An HTTP proxy that tunnels (CONNECT), over TLS where it has a certificate, for those who know its password.</summary>
internal sealed class ConnectProxy(X509Certificate2? certificate = null, NetworkCredential? credential = null) : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<byte> _firstBytes = new();

    public Uri Address { get; private set; } = null!;

    /// <summary>The request lines that arrived.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    /// <summary>The first byte of each connection: 22 begins a TLS handshake.</summary>
    public IReadOnlyList<byte> FirstBytes => [.. _firstBytes];

    public ConnectProxy Start()
    {
        _listener.Start();
        Address = new UriBuilder(certificate is null ? "http" : "https", "localhost", ((IPEndPoint)_listener.LocalEndpoint).Port).Uri;
        _ = AcceptAsync();
        return this;
    }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var first = new byte[1];
                await client.Client.ReceiveAsync(first, SocketFlags.Peek);
                _firstBytes.Enqueue(first[0]);
                Stream stream = client.GetStream();
                if (certificate is not null)
                {
                    var secure = new SslStream(stream);
                    await secure.AuthenticateAsServerAsync(certificate);
                    stream = secure;
                }

                var head = await ReadHeadAsync(stream);
                if (head.Length == 0)
                {
                    return;
                }

                _requests.Enqueue(head.Split("\r\n")[0]);
                var expected = credential is null
                    ? ""
                    : "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.UserName}:{credential.Password}"));
                if (!head.Contains(expected, StringComparison.Ordinal))
                {
                    await stream.WriteAsync(
                        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                    return;
                }

                var target = head.Split(' ')[1].Split(':');
                using var server = new TcpClient();
                await server.ConnectAsync(target[0], int.Parse(target[1], System.Globalization.CultureInfo.InvariantCulture));
                await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
                await Task.WhenAny(stream.CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(stream));
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
            {
                // One of both went away.
            }
        }
    }

    private static async Task<string> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var piece = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(piece) > 0)
        {
            head.Append((char)piece[0]);
        }

        return head.ToString();
    }
}
