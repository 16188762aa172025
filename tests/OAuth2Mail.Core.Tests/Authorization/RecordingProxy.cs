using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OAuth2Mail.Tests.Authorization;

/// <summary>
/// The browser's only way out: it plays the provider that sends the browser to the redirect URI, passes on what is for
/// the listener there, and keeps what was asked for.
/// </summary>
/// <param name="redirect">The redirect URI with the answer.</param>
/// <param name="injected">Markup to add to the listener's page, as if it had not been escaped.</param>
internal sealed class RecordingProxy(Uri redirect, string injected = "") : IDisposable
{
    /// <summary>Where the browser starts.</summary>
    public const string Provider = "http://provider.example/authorize";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentQueue<string> _requests = new();

    /// <summary>
    /// What was asked for, but for the hosts that a browser asks on its own account: everything that a page here can
    /// refer to is below <c>.example</c> or on loopback.
    /// </summary>
    public IReadOnlyList<string> Requests =>
        [.. _requests.Where(target => target.Contains(".example", StringComparison.Ordinal) || IsLoopback(target))];

    /// <summary>Starts, and tells the browser's options for it.</summary>
    public string[] Start()
    {
        _listener.Start();
        _ = AcceptAsync();
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;

        // Loopback goes past a proxy unless that rule is taken away.
        return [$"--proxy-server=http://127.0.0.1:{port}", "--proxy-bypass-list=<-loopback>"];
    }

    public void Dispose() => _listener.Dispose();

    private static bool IsLoopback(string target) =>
        Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && address.IsLoopback;

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
                NetworkStream stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                string[] requestLine = (await reader.ReadLineAsync() ?? "").Split(' ');
                while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
                {
                    // Headers do not matter here.
                }

                if (requestLine.Length == 3)
                {
                    _requests.Enqueue(requestLine[1]);
                    await stream.WriteAsync(Encoding.UTF8.GetBytes(await AnswerAsync(requestLine[1])));
                }
            }
            catch (IOException)
            {
                // The browser went away.
            }
        }
    }

    private async Task<string> AnswerAsync(string target)
    {
        if (target == Provider)
        {
            return $"HTTP/1.1 302 Found\r\nLocation: {redirect}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        }

        return Uri.TryCreate(target, UriKind.Absolute, out Uri? address) && address.Authority == redirect.Authority
            ? await PassOnAsync(address)
            : "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    }

    private async Task<string> PassOnAsync(Uri address)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.1\r\nHost: {address.Authority}\r\n\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string response = await reader.ReadToEndAsync();

        // Without its length the body ends where the connection does.
        return injected.Length == 0
            ? response
            : response.Replace("Content-Length:", "X-Length:").Replace("</main>", injected + "</main>");
    }
}
