using System.Collections.Concurrent;

namespace OAuth2Mail.LoopbackServers.Authorization;

/// <summary>The faults that wait for the next requests, one queue an endpoint.</summary>
internal sealed class EndpointFaultQueue
{
    private readonly ConcurrentDictionary<ServerEndpoint, ConcurrentQueue<EndpointFault>> _queues = new();

    public void Enqueue(ServerEndpoint endpoint, EndpointFault fault, int count)
    {
        var queue = _queues.GetOrAdd(endpoint, _ => new ConcurrentQueue<EndpointFault>());
        for (var i = 0; i < count; i++)
        {
            queue.Enqueue(fault);
        }
    }

    public EndpointFault? Dequeue(ServerEndpoint endpoint)
        => _queues.TryGetValue(endpoint, out var queue) && queue.TryDequeue(out var fault) ? fault : null;

    public void Clear() => _queues.Clear();
}
