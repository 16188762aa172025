namespace OAuth2Mail.LoopbackServers.Smtp;

/// <summary>The faults that wait for their step; the first that fits strikes.</summary>
public sealed class SmtpFaults
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    /// <summary>Adds a fault for a step.</summary>
    /// <param name="command">The step.</param>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="times">How often.</param>
    /// <param name="when">Which conversations; null for all.</param>
    public void Enqueue(SmtpCommand command, SmtpFault fault, int times = 1, Func<SmtpFaultSite, bool>? when = null)
    {
        lock (_gate)
        {
            _entries.Add(new Entry(command, fault, when) { Left = times });
        }
    }

    /// <summary>Adds a fault that is another reply.</summary>
    public void Enqueue(SmtpCommand command, string reply, int times = 1, Func<SmtpFaultSite, bool>? when = null)
        => Enqueue(command, SmtpFault.Answer(reply), times, when);

    /// <summary>Forgets the faults that were not used.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _entries.Clear();
        }
    }

    internal SmtpFault? Take(SmtpFaultSite site)
    {
        lock (_gate)
        {
            var entry = _entries.Find(e => e.Command == site.Command && (e.When is null || e.When(site)));
            if (entry is not null && --entry.Left <= 0)
            {
                _entries.Remove(entry);
            }

            return entry?.Fault;
        }
    }

    private sealed record Entry(SmtpCommand Command, SmtpFault Fault, Func<SmtpFaultSite, bool>? When)
    {
        public int Left { get; set; }
    }
}
