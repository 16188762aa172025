namespace OAuth2Mail.Delivery;

/// <summary>
/// Keeps a run within a number of messages a minute, and slows it down as long as the server complains, whatever the number
/// of connections. Safe for several threads.
/// </summary>
/// <param name="messagesPerMinute">The most in any minute; null for no limit.</param>
/// <param name="time">The clock.</param>
internal sealed class SendPacer(int? messagesPerMinute, TimeProvider time)
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_firstGap = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestGap = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_shortestGap = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();

    // When the messages of the last minute were due, oldest first.
    private readonly Queue<DateTimeOffset> _turns = new();
    private DateTimeOffset _lastTurn = DateTimeOffset.MinValue;
    private TimeSpan _gap = TimeSpan.Zero;

    /// <summary>Called before a wait, with its length.</summary>
    public Action<TimeSpan>? Waiting { get; init; }

    /// <summary>Waits for the next message's turn. Whoever asks first has it first.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait = TakeTurn();
        if (wait > TimeSpan.Zero)
        {
            Waiting?.Invoke(wait);
            await time.Delay(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The server says that this goes too fast: the gap between two messages doubles.</summary>
    public void SlowDown()
    {
        lock (_gate)
        {
            TimeSpan doubled = _gap + _gap;
            _gap = doubled < s_firstGap ? s_firstGap : doubled > s_longestGap ? s_longestGap : doubled;
        }
    }

    /// <summary>A message was accepted: the gap shrinks by a tenth.</summary>
    public void SpeedUp()
    {
        lock (_gate)
        {
            _gap = new TimeSpan(_gap.Ticks / 10 * 9);
            if (_gap < s_shortestGap)
            {
                _gap = TimeSpan.Zero;
            }
        }
    }

    private TimeSpan TakeTurn()
    {
        lock (_gate)
        {
            if (messagesPerMinute is null && _gap == TimeSpan.Zero)
            {
                return TimeSpan.Zero;
            }

            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset turn = Later(now, _gap == TimeSpan.Zero ? now : _lastTurn + _gap);
            if (messagesPerMinute is int most && _turns.Count >= most)
            {
                turn = Later(turn, _turns.Dequeue() + s_minute);
            }

            if (messagesPerMinute is not null)
            {
                _turns.Enqueue(turn);
            }

            _lastTurn = turn;
            return turn - now;
        }
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
