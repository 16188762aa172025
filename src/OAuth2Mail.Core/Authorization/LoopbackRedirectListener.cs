using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using OAuth2Mail.Diagnostics;
using OAuth2Mail.Protocol;

namespace OAuth2Mail.Authorization;

/// <summary>
/// Receives the authorization response on a loopback address (RFC 8252 §7.3), once.
/// </summary>
/// <remarks>
/// Uses its own sockets rather than <c>HttpListener</c>, which listens on every address of a Windows machine and tells requests
/// apart by a header that the sender controls. This one cannot be reached from outside.
/// </remarks>
internal sealed class LoopbackRedirectListener : IDisposable
{
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_acceptPause = TimeSpan.FromMilliseconds(200);

    private readonly List<TcpListener> _listeners;
    private readonly ResultPage _page;
    private readonly Func<TcpListener, Task<TcpClient>> _accept;
    private readonly CancellationTokenSource _closing = new();
    private readonly object _gate = new();
    private TcpClient? _browser;
    private bool _answered;

    private LoopbackRedirectListener(
        List<TcpListener> listeners, Uri redirectUri, ResultPage page, Func<TcpListener, Task<TcpClient>> accept)
    {
        _listeners = listeners;
        _page = page;
        _accept = accept;
        RedirectUri = redirectUri;
    }

    /// <summary>The redirect URI to request, with the port that the listener uses.</summary>
    public Uri RedirectUri { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="redirectUri">An http address on loopback; without a port any free one is taken (RFC 8252 §7.3).</param>
    /// <param name="page">What the browser shows in the end.</param>
    /// <param name="accept">How a connection is accepted; null for the system's way.</param>
    /// <exception cref="OAuth2MailException">The port is in use by another program, or not allowed for this account.</exception>
    public static LoopbackRedirectListener Start(
        Uri redirectUri, ResultPage page, Func<TcpListener, Task<TcpClient>>? accept = null)
    {
        int port = LoopbackRedirectUri.NamesPort(redirectUri) ? redirectUri.Port : 0;
        var listeners = new List<TcpListener>();
        try
        {
            foreach (IPAddress address in LoopbackRedirectUri.AddressesOf(redirectUri))
            {
                var listener = new TcpListener(address, port);
                try
                {
                    listener.Start();
                }
                catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable && listeners.Count > 0)
                {
                    // IPv6 is known to the system and switched off, as in most containers: the browser cannot use it either.
                    continue;
                }

                listeners.Add(listener);
                port = ((IPEndPoint)listener.LocalEndpoint).Port;
            }
        }
        catch (SocketException e)
        {
            listeners.ForEach(listener => listener.Stop());
            throw new OAuth2MailException(
                "RedirectPortUnavailable",
                FailureKind.Unavailable,
                string.Format(
                    CultureInfo.InvariantCulture, "Cannot listen on '{0}': {1}", redirectUri.OriginalString, e.Message),
                "Close the program that uses the port, give another -RedirectUri that is registered, or use -Manual.",
                e);
        }

        return new LoopbackRedirectListener(
            listeners,
            LoopbackRedirectUri.NamesPort(redirectUri) ? redirectUri : LoopbackRedirectUri.WithPort(redirectUri, port),
            page,
            accept ?? (static listener => listener.AcceptTcpClientAsync()));
    }

    /// <summary>
    /// Waits for the response that carries the state. Others get an error page and are ignored: a sender that does not know the
    /// state is not answering our request.
    /// </summary>
    /// <remarks>The browser waits for <see cref="RespondAsync"/>, so that its page can show the actual result.</remarks>
    public async Task<AuthorizationResponse> ReceiveAsync(
        string state, IDiagnosticSink diagnostics, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<AuthorizationResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellationToken.Register(() => answer.TrySetCanceled());
        foreach (TcpListener listener in _listeners)
        {
            _ = AcceptAsync(listener, state, answer, diagnostics);
        }

        return await answer.Task.ConfigureAwait(false);
    }

    /// <summary>Shows the result in the browser.</summary>
    public async Task RespondAsync(AuthorizationOutcome outcome, string? detail, CancellationToken cancellationToken)
    {
        TcpClient? browser;
        lock (_gate)
        {
            browser = _browser;
            _browser = null;
        }

        if (browser is null)
        {
            return;
        }

        using (browser)
        using (cancellationToken.Register(browser.Close))
        {
            try
            {
                await WritePageAsync(browser.GetStream(), "200 OK", _page.Render(outcome, detail), cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (Exception e) when (IsDisconnect(e))
            {
                // The person closed the tab: the page was only for them.
            }
        }
    }

    public void Dispose()
    {
        _closing.Cancel();
        _listeners.ForEach(listener => listener.Stop());
        lock (_gate)
        {
            _browser?.Dispose();
            _browser = null;
        }
    }

    private async Task AcceptAsync(
        TcpListener listener, string state, TaskCompletionSource<AuthorizationResponse> answer, IDiagnosticSink diagnostics)
    {
        while (!_closing.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _accept(listener).ConfigureAwait(false);
            }
            catch (Exception e) when (IsDisconnect(e) || e is InvalidOperationException)
            {
                // Stopped; or only this connection failed, for example because the process has run out of file handles, and the
                // answer may still come.
                await Task.WhenAny(Task.Delay(s_acceptPause, _closing.Token)).ConfigureAwait(false);
                continue;
            }

            // Not awaited: browsers open connections ahead of need, and one that stays silent must not block the rest.
            _ = ServeAsync(client, state, answer, diagnostics);
        }
    }

    private async Task ServeAsync(
        TcpClient client, string state, TaskCompletionSource<AuthorizationResponse> answer, IDiagnosticSink diagnostics)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        timeout.CancelAfter(s_requestTimeout);
        bool kept = false;
        try
        {
            // A socket read ignores the token on .NET Framework; closing the socket ends it everywhere.
            using (timeout.Token.Register(client.Close))
            {
                NetworkStream stream = client.GetStream();
                LoopbackRequest? request = await LoopbackRequest.ReadAsync(stream, timeout.Token).ConfigureAwait(false);
                AuthorizationResponse? response = request is not null && request.Path == RedirectUri.AbsolutePath
                    ? AuthorizationResponse.Parse(request.Parameters)
                    : null;
                if (response is not { IsAnswer: true })
                {
                    await WritePageAsync(stream, "404 Not Found", "", timeout.Token).ConfigureAwait(false);
                }
                else if (!string.Equals(response.State, state, StringComparison.Ordinal))
                {
                    diagnostics.Verbose("Ignored an authorization response whose state is not the one that was sent.");
                    await WritePageAsync(stream, "400 Bad Request", _page.Render(AuthorizationOutcome.Foreign, detail: null), timeout.Token).ConfigureAwait(false);
                }
                else
                {
                    kept = TryKeep(client);
                    if (kept)
                    {
                        answer.TrySetResult(response);
                    }
                    else
                    {
                        await WritePageAsync(stream, "410 Gone", _page.Render(AuthorizationOutcome.Expired, detail: null), timeout.Token).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (Exception e) when (IsDisconnect(e))
        {
            // The browser went away, or sent nothing in time.
        }
        finally
        {
            if (!kept)
            {
                client.Dispose();
            }
        }
    }

    // Only the first answer counts.
    private bool TryKeep(TcpClient client)
    {
        lock (_gate)
        {
            if (_answered || _closing.IsCancellationRequested)
            {
                return false;
            }

            _answered = true;
            _browser = client;
            return true;
        }
    }

    private static bool IsDisconnect(Exception e) =>
        e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    private static async Task WritePageAsync(
        Stream stream, string status, string html, CancellationToken cancellationToken)
    {
        byte[] body = Encoding.UTF8.GetBytes(html);
        byte[] head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\n"
            + "Content-Type: text/html; charset=utf-8\r\n"
            + $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n"
            + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
            + "Referrer-Policy: no-referrer\r\n"
            + "X-Content-Type-Options: nosniff\r\n"
            + "Cache-Control: no-store\r\n"
            + "Connection: close\r\n\r\n");
        await stream.WriteAsync(head, 0, head.Length, cancellationToken).ConfigureAwait(false);
        await stream.WriteAsync(body, 0, body.Length, cancellationToken).ConfigureAwait(false);
        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }
}
