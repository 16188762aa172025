using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace OAuth2Mail.Benchmarks;

/// <summary>A port that leads to another one on this machine as if it were 20 ms away and back.</summary>
internal sealed class Distance : IAsyncDisposable
{
    private static readonly TimeSpan s_oneWay = TimeSpan.FromMilliseconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentBag<Task> _journeys = [];
    private readonly int _target;
    private readonly Task _accepting;

    public Distance(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_journeys);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _journeys.Add(ConnectAsync(await _listener.AcceptTcpClientAsync(_stopping.Token)));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The end of the run.
        }
    }

    private async Task ConnectAsync(TcpClient near)
    {
        using TcpClient far = new() { NoDelay = true };
        using (near)
        {
            near.NoDelay = true;
            await far.ConnectAsync(IPAddress.Loopback, _target, _stopping.Token);
            await Task.WhenAny(CarryAsync(near.GetStream(), far.GetStream()), CarryAsync(far.GetStream(), near.GetStream()));
        }
    }

    // Reading does not wait for what is under way: the line is long, but not narrow.
    private async Task CarryAsync(NetworkStream from, NetworkStream to)
    {
        var underWay = Channel.CreateUnbounded<(byte[] Bytes, long Start)>();
        await Task.WhenAll(DepartAsync(from, underWay.Writer), ArriveAsync(to, underWay.Reader));
    }

    private async Task DepartAsync(NetworkStream from, ChannelWriter<(byte[] Bytes, long Start)> underWay)
    {
        byte[] buffer = new byte[65_536];
        try
        {
            int length;
            while ((length = await from.ReadAsync(buffer, _stopping.Token)) > 0)
            {
                underWay.TryWrite((buffer[..length], Stopwatch.GetTimestamp()));
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            // As if it were closed.
        }

        underWay.Complete();
    }

    private async Task ArriveAsync(NetworkStream to, ChannelReader<(byte[] Bytes, long Start)> underWay)
    {
        try
        {
            await foreach ((byte[] bytes, long start) in underWay.ReadAllAsync(_stopping.Token))
            {
                TimeSpan left = s_oneWay - Stopwatch.GetElapsedTime(start);
                await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _stopping.Token);
                await to.WriteAsync(bytes, _stopping.Token);
            }

            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // As if it were closed.
        }
    }

    private static bool IsEnd(Exception e) => e is OperationCanceledException or IOException or SocketException or ObjectDisposedException;
}
