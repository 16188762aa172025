namespace OAuth2Mail.Cmdlets.Sending;

/// <summary>
/// Messages that are ready, each transmitted in its turn, so many at once. A worker goes on as long as there are messages: a task for
/// each of them would cost more than making it ready.
/// </summary>
/// <param name="workers">The most at once.</param>
/// <param name="transmit">Transmits one. What it throws ends the queue.</param>
internal sealed class TransmissionQueue(int workers, Func<MessageDelivery, Task> transmit)
{
    // Enough that no connection waits for the next message, and few enough that their files can be open.
    private readonly int _most = workers + 16;
    private readonly object _gate = new();
    private readonly Queue<MessageDelivery> _ready = new();
    private int _working;
    private int _underWay;
    private Exception? _failure;
    private TaskCompletionSource<bool>? _room;
    private TaskCompletionSource<bool>? _idle;

    /// <summary>Adds a message, and waits while there are too many.</summary>
    /// <exception cref="OperationCanceledException">The run has ended; the message is closed.</exception>
    public Task AddAsync(MessageDelivery delivery)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                delivery.Message.Dispose();
                return Task.FromException(_failure);
            }

            _ready.Enqueue(delivery);
            if (_working < workers)
            {
                _working++;
                _ = Task.Run(WorkAsync);
            }

            if (_ready.Count + _underWay < _most)
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Waits until everything is transmitted.</summary>
    /// <exception cref="OperationCanceledException">The run has ended.</exception>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (_working == 0)
            {
                return _failure is null ? Task.CompletedTask : Task.FromException(_failure);
            }

            _idle ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private async Task WorkAsync()
    {
        while (TryTake() is MessageDelivery delivery)
        {
            Exception? failure = null;
            try
            {
                await transmit(delivery).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                failure = e;
            }

            delivery.Message.Dispose();
            Finish(failure);
        }
    }

    private MessageDelivery? TryTake()
    {
        lock (_gate)
        {
            if (_ready.Count > 0)
            {
                _underWay++;
                return _ready.Dequeue();
            }

            if (--_working == 0)
            {
                Complete(ref _idle);
            }

            return null;
        }
    }

    private void Finish(Exception? failure)
    {
        lock (_gate)
        {
            _underWay--;
            _failure ??= failure;
            while (_failure is not null && _ready.Count > 0)
            {
                _ready.Dequeue().Message.Dispose();
            }

            // Not one by one: waking the pipeline thread costs as much as making a message ready.
            if (_ready.Count + _underWay <= _most / 2)
            {
                Complete(ref _room);
            }
        }
    }

    private void Complete(ref TaskCompletionSource<bool>? waiting)
    {
        if (_failure is null)
        {
            waiting?.TrySetResult(true);
        }
        else
        {
            waiting?.TrySetException(_failure);
        }

        waiting = null;
    }
}
