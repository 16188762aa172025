using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace OAuth2Mail.Tests.Tokens;

/// <summary>An endpoint behind a certificate that need not be good; it says one thing, and tells whether anything was asked.</summary>
internal sealed class RawTokenEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _serving;
    private int _requests;

    /// <param name="certificate">The certificate; null for a server that accepts and never says a word.</param>
    /// <param name="answer">The HTTP response as it is.</param>
    public RawTokenEndpoint(X509Certificate2? certificate, string answer = "")
    {
        _listener.Start();
        _serving = ServeAsync(certificate, Encoding.ASCII.GetBytes(answer));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public Uri Address => new($"https://localhost:{Port}/token");

    /// <summary>How many connections said anything after the handshake.</summary>
    public int Requests => _requests;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _serving;
        _end.Dispose();
    }

    private async Task ServeAsync(X509Certificate2? certificate, byte[] answer)
    {
        while (true)
        {
            try
            {
                using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                if (certificate is null)
                {
                    await Task.Delay(Timeout.Infinite, _end.Token);
                }

                await using var stream = new SslStream(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _end.Token);
                if (await stream.ReadAsync(new byte[64 * 1024], _end.Token) > 0)
                {
                    Interlocked.Increment(ref _requests);
                    await stream.WriteAsync(answer, _end.Token);
                }
            }
            catch (Exception) when (_end.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client does not like the certificate.
            }
        }
    }
}
